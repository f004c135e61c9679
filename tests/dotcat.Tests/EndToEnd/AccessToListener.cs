using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>
/// Who may connect. Every address of 127.0.0.0/8 is this machine, so that clients can come from different ones.
/// </summary>
[UsesVerify]
public sealed class AccessToListener : IDisposable
{
    private const string Friend = "127.0.0.1";
    private const string Stranger = "127.0.0.5";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string[]> Rules =>
        new(
            ["--allow", "127.0.0.1"],
            ["--allow", "localhost"],
            ["--allow", "10.0.0.1,127.0.0.0-3"],
            ["--allow", "127.0.0.9/30,127.0.0.2/30"],
            ["--allow", "10.0.0.1", "--allow", "::ffff:127.0.0.1"],
            ["--allow", "127.0.0.0/8", "--deny", "127.0.0.5"],
            ["--deny", "127.0.0.5"],
            ["--deny", "10.0.0.1,127.0.0.2-254"],
            ["--deny", "::/0,*.*.*.4-7"]
        );

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Rules))]
    public async Task AStrangerIsTurnedAway_AndAFriendServed(string[] rules)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, rules);
        int port = PortOf(listener);

        await AssertTurnedAwayAsync(Stranger, port);
        await AssertTurnedAwayAsync(Stranger, port);

        await AssertServedAsync(listener.Process, Connect(Friend, port));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Rules))]
    public async Task AStrangersDatagramsArePassedOver(string[] rules)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Udp4, [.. rules, "-v"]);
        int port = PortOf(listener);
        using Socket stranger = Meet(Stranger, port);
        await stranger.SendTextAsync("[stranger]");
        await listener.Process.ErrorLineAsync($"{stranger.LocalEndPoint} turned away: not allowed");

        await AssertServedAsync(listener.Process, Meet(Friend, port));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("127.0.0.1", "127.0.0.5", "--allow", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.5", "--deny", "127.0.0.5")]
    [InlineData("127.0.0.1", "::1", "--allow", "127.0.0.1")]
    [InlineData("127.0.0.1", "::1", "--deny", "::/0")]
    [InlineData("::1", "127.0.0.5", "--deny", "127.0.0.0/8")]
    [InlineData("::1", "127.0.0.5", "--allow", "::1")]
    public async Task OnBothFamilies_AnIPv4ClientIsMetByIPv4Rules(string friend, string stranger, params string[] rules)
    {
        await using RunningProcess tcp = Tool.Start([.. rules, "-l", "0"]);
        int port = await PortOfAsync(tcp);
        await AssertTurnedAwayAsync(stranger, port);
        await AssertServedAsync(tcp, Connect(friend, port));

        await using RunningProcess udp = Tool.Start([.. rules, "-luv", "0"]);
        port = await PortOfAsync(udp);
        using Socket refused = Meet(stranger, port);
        await refused.SendTextAsync("[stranger]");
        await udp.ErrorLineAsync($"{refused.LocalEndPoint} turned away: not allowed");
        await AssertServedAsync(udp, Meet(friend, port));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task FilesAreListsToo()
    {
        await File.WriteAllTextAsync(_folder.File("friends"), "# who may connect\n127.0.0.0/8 # all, but\n");
        await File.WriteAllTextAsync(_folder.File("strangers"), "10.0.0.1\n127.0.0.4-6\n");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--allowfile",
            _folder.File("friends"),
            "--denyfile",
            _folder.File("strangers")
        );

        await AssertTurnedAwayAsync(Stranger, PortOf(listener));

        await AssertServedAsync(listener.Process, Connect(Friend, PortOf(listener)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnEmptyFileAllowsNobody()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--allowfile=/dev/null",
            "--accept-timeout",
            "1s"
        );

        await AssertTurnedAwayAsync(Friend, PortOf(listener));

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Contains("dotcat: nobody connected within 1 s", end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACrowdOfStrangers_KeepsNoFriendOutAndNothingOpen()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--deny", Stranger);
        int port = PortOf(listener);
        await AssertTurnedAwayAsync(Stranger, port);
        int before = Descriptors(listener.Process);

        const int AtATime = 8;
        const int InARow = 25;
        await Task.WhenAll(
            Enumerable
                .Range(0, AtATime)
                .Select(async _ =>
                {
                    for (int i = 0; i < InARow; i++)
                    {
                        await AssertTurnedAwayAsync(Stranger, port);
                    }
                })
        );

        int most = before + (AtATime * InARow / 10); // the runtime may open a file or two of its own meanwhile
        await Eventually.TrueAsync(() => Descriptors(listener.Process) <= most, "as few descriptors as before");
        await AssertServedAsync(listener.Process, Connect(Friend, port));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--deny", Stranger)]
    [InlineData("--allow", Friend)]
    public async Task KeptOpen_StrangersAreTurnedAwayAndFriendsServedAmongThem(params string[] rules)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, [.. rules, "-k", "--echo"]);
        int port = PortOf(listener);
        using Socket first = Connect(Friend, port);
        await AssertEchoedAsync(first);

        await AssertTurnedAwayAsync(Stranger, port);
        using Socket second = Connect(Friend, port);
        await AssertEchoedAsync(second);
        await AssertTurnedAwayAsync(Stranger, port);

        await AssertEchoedAsync(first);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task KeptOpen_ASurplusClientIsTurnedAway_AndTheNextServedOnceThereIsRoom()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-kv",
            "--echo",
            "-m",
            "2",
            "--deny",
            Stranger
        );
        int port = PortOf(listener);
        using Socket first = Connect(Friend, port);
        using Socket second = Connect(Friend, port);
        await AssertEchoedAsync(first);
        await AssertEchoedAsync(second);

        await AssertTurnedAwayAsync(Friend, port);
        await AssertTurnedAwayAsync(Stranger, port); // and takes no place
        await AssertEchoedAsync(first);
        string gone = $"{first.LocalEndPoint} has gone";
        first.Dispose();
        await listener.Process.ErrorLineAsync(gone);

        await Eventually.TrueAsync(() => IsServed(port), "a free place"); // it is freed just after that is said
        Assert.Single(
            listener.Process.ErrorLines,
            static line => line.EndsWith("not allowed", StringComparison.Ordinal)
        );
        Assert.Contains(
            listener.Process.ErrorLines,
            static line => line.EndsWith("turned away: 2 clients at a time", StringComparison.Ordinal)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithRoomForNobody_EverybodyIsTurnedAway()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-v",
            "-m",
            "0",
            "--accept-timeout",
            "1s"
        );

        await AssertTurnedAwayAsync(Friend, PortOf(listener));

        Assert.Equal(1, await listener.Process.ExitCodeAsync());
        Assert.Contains(
            listener.Process.ErrorLines,
            static line => line.EndsWith("turned away: 0 clients at a time", StringComparison.Ordinal)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithRoomForNobody_SendersOnAUnixSocketAreNamedWhole()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixDatagram, "-v", "-m", "0");
        using Socket nameless = Transport.UnixDatagram.CreateSocket();
        await nameless.ConnectAsync(listener.EndPoint);
        await nameless.SendTextAsync("x");
        await listener.Process.ErrorLineAsync("a peer without a name turned away");
        using Socket named = listener.ConnectSocket();

        await named.SendTextAsync("x");

        await listener.Process.ErrorLineAsync($"dotcat: {named.LocalEndPoint} turned away");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Narrated()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-v", "--deny", Stranger);
        int port = PortOf(listener);
        await AssertTurnedAwayAsync(Stranger, port);
        using Socket friend = Connect(Friend, port);
        await friend.SendTextAsync("hello");
        friend.Shutdown(SocketShutdown.Send);
        listener.Process.FinishInput();

        await Verify(await Transcript.OfAsync(("listener", listener.Process)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Narrated_OverUdp()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            "-v",
            "-q",
            "100ms",
            "--deny",
            Stranger
        );
        using Socket stranger = Meet(Stranger, PortOf(listener));
        await stranger.SendTextAsync("[stranger]");
        await listener.Process.ErrorLineAsync("turned away");
        using Socket friend = Meet(Friend, PortOf(listener));
        await friend.SendTextAsync("hello");
        await listener.Process.ReadAsync(5);
        listener.Process.FinishInput();

        await Verify(await Transcript.OfAsync(("listener", listener.Process)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--allow: '300.1.2.3' is not an address, a range", "--allow", "127.0.0.1,300.1.2.3")]
    [InlineData("--deny: '10.1' is not an address, a range", "--deny", "10.1")]
    [InlineData("cannot read /no/file: no such file", "--allowfile", "/no/file")]
    [InlineData("cannot read /tmp: it is a folder", "--denyfile", "/tmp")]
    [InlineData("cannot look up nosuch.invalid: unknown host", "--allow", "nosuch.invalid")]
    [InlineData("cannot look up nosuch.invalid: unknown host", "--deny", "nosuch.invalid")]
    [InlineData("localhost is not an address, and -n forbids", "-n", "--deny", "localhost")]
    public async Task AListThatCannotBe_IsSaidBeforeAnythingListens(string part, params string[] options)
    {
        using Socket occupant = Transport.Tcp4.Bind(""); // with the port taken, listening would be what fails

        ProcessEnd end = await Tool.RunAsync("input", [.. options, "-l", occupant.LocalEndPoint!.ToString()!]);

        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        string line = Assert.Single(end.ErrorLines);
        Assert.StartsWith($"dotcat: {part}", line, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int PortOf(ToolListener listener) => ((IPEndPoint)listener.EndPoint).Port;

    private static async Task<int> PortOfAsync(RunningProcess listener)
    {
        string line = await listener.ErrorLineAsync("listening on ");
        return IPEndPoint.Parse(line[(line.LastIndexOf(' ') + 1)..]).Port;
    }

    private static Socket Connect(string source, int port) => Open(SocketType.Stream, ProtocolType.Tcp, source, port);

    private static Socket Meet(string source, int port) => Open(SocketType.Dgram, ProtocolType.Udp, source, port);

    private static Socket Open(SocketType type, ProtocolType protocol, string source, int port)
    {
        var from = IPAddress.Parse(source);
        var socket = new Socket(from.AddressFamily, type, protocol);
        socket.Bind(new IPEndPoint(from, 0));
        bool isIPv4 = from.AddressFamily == AddressFamily.InterNetwork;
        socket.Connect(isIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, port);
        return socket;
    }

    /// <summary>The connection is made, for that is the system's doing, and then nothing comes but its end.</summary>
    private static async Task AssertTurnedAwayAsync(string source, int port)
    {
        using Socket stranger = Connect(source, port);
        try
        {
            await stranger.SendTextAsync("[stranger]");
            Assert.Empty(await stranger.ReceiveBytesAsync());
        }
        catch (SocketException e)
        {
            Assert.True(e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown, e.Message);
        }
    }

    private static async Task AssertServedAsync(RunningProcess listener, Socket friend)
    {
        using (friend)
        {
            await friend.SendTextAsync("[friend]");
            Assert.Equal("[friend]", await listener.ReadTextAsync(8));
            await listener.WriteAsync("answer");
            Assert.Equal("answer", Encoding.UTF8.GetString(await friend.ReceiveExactlyAsync(6)));
        }
    }

    private static async Task AssertEchoedAsync(Socket friend)
    {
        await friend.SendTextAsync("[friend]");
        Assert.Equal("[friend]", Encoding.UTF8.GetString(await friend.ReceiveExactlyAsync(8)));
    }

    private static bool IsServed(int port)
    {
        using Socket friend = Connect(Friend, port);
        friend.ReceiveTimeout = (int)TimeLimit.Wait.TotalMilliseconds;
        try
        {
            friend.Send("x"u8);
            return friend.Receive(new byte[1]) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Descriptors(RunningProcess process) =>
        Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;
}
