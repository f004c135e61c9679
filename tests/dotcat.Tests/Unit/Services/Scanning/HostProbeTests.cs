using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Scanning;

/// <summary>Ports of this machine, tried directly.</summary>
public sealed class HostProbeTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly List<IDisposable> _owned = [];

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Loopbacks))]
    public async Task Port_OfAListener_IsOpen_AndTheListenerSeesAnEnd(string loopback)
    {
        Socket listener = Bind(loopback, SocketType.Stream);
        listener.Listen();

        Assert.Equal(PortState.Open, await ProbeAsync(PortOf(listener), loopback));

        using Socket connection = await listener.AcceptOneAsync();
        Assert.Empty(await connection.ReceiveBytesAsync()); // and no reset
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Loopbacks))]
    public async Task Port_OfNobody_IsClosed(string loopback)
    {
        Socket occupant = Bind(loopback, SocketType.Stream);

        Assert.Equal(PortState.Closed, await ProbeAsync(PortOf(occupant), loopback));
    }

    /// <summary>Of tens of thousands of ports most are closed, and an exception for each would take minutes.</summary>
    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClosedPort_ThrowsNothing_AndIsKnownAtOnce(bool isDatagram)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere another thread tells it");
        using var closed = new TakenPort(isDatagram ? Transport.Udp4 : Transport.Tcp4);
        int own = Environment.CurrentManagedThreadId;
        int thrown = 0;
        EventHandler<FirstChanceExceptionEventArgs> count = (_, _) =>
            thrown += Environment.CurrentManagedThreadId == own ? 1 : 0;
        using HostProbe probe = Make(["127.0.0.1"], isDatagram ? Datagram : Same);
        AppDomain.CurrentDomain.FirstChanceException += count;
        try
        {
            for (int i = 0; i < 100; i++)
            {
                ValueTask<PortState> state = probe.ProbeAsync(closed.Number, CancellationToken.None);
                Assert.True(state.IsCompletedSuccessfully);
                Assert.Equal(PortState.Closed, await state);
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= count;
        }

        Assert.Equal(0, thrown);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    public async Task TryThatReachesItself_IsClosed(string loopback, bool isDatagram)
    {
        int port = FreePort(loopback);

        PortState state = await ProbeAsync(
            port,
            loopback,
            options => options with { SourcePort = port, IsDatagram = isDatagram }
        );

        Assert.Equal(PortState.Closed, state);
    }

    /// <summary>A listener whose queue is full takes no notice of who comes.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_IsFiltered_OnceTheTimeHasPassed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems refuse");
        Socket listener = Bind("127.0.0.1", SocketType.Stream);
        listener.Listen(0);
        _owned.AddRange(await FullQueue.OfAsync(listener));

        Task<PortState> state = ProbeAsync(PortOf(listener), "127.0.0.1");
        await _time.TimerSetAsync(ScanTarget.Wait);
        Assert.False(state.IsCompleted);
        _time.Advance(ScanTarget.Wait);

        Assert.Equal(PortState.Filtered, await state);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Loopbacks))]
    public async Task DatagramPort_ThatAnswers_IsOpen(string loopback)
    {
        Socket server = Bind(loopback, SocketType.Dgram);

        Task<PortState> state = ProbeAsync(PortOf(server), loopback, Datagram);
        byte[] sent = new byte[10];
        var received = await server.ReceiveFromAsync(sent, server.LocalEndPoint!).WaitAsync(TimeLimit.Wait);
        Assert.Equal([0], sent[..received.ReceivedBytes]);
        await server.SendToAsync(new byte[100], received.RemoteEndPoint);

        Assert.Equal(PortState.Open, await state);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.Udp6)]
    public async Task DatagramPort_OfNobody_IsClosed(Transport transport)
    {
        using var closed = new TakenPort(transport);

        Assert.Equal(PortState.Closed, await ProbeAsync(closed.Number, $"{transport.Loopback}", Datagram));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DatagramPort_ThatIsSilent_MayBeOpen()
    {
        Socket server = Bind("127.0.0.1", SocketType.Dgram);

        Task<PortState> state = ProbeAsync(PortOf(server), "127.0.0.1", Datagram);
        await _time.TimerSetAsync(ScanTarget.DatagramWait);
        _time.Advance(ScanTarget.DatagramWait);

        Assert.Equal(PortState.OpenOrFiltered, await state);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Host_WithSeveralAddresses_IsOpenWhereOneIs_AndItIsSaidWhichOne()
    {
        Socket listener = Bind("127.0.0.3", SocketType.Stream);
        listener.Listen();
        using HostProbe probe = Make(["127.0.0.2", "127.0.0.3"], Same, Verbosity.Events);

        Assert.Equal(PortState.Open, await probe.ProbeAsync(PortOf(listener), CancellationToken.None));
        Assert.Equal($"dotcat: connected to 127.0.0.3:{PortOf(listener)}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Host_WithSeveralAddresses_IsClosedWhereNoneIsOpen()
    {
        Socket occupant = Bind("127.0.0.2", SocketType.Stream);
        using HostProbe probe = Make(["127.0.0.2", "127.0.0.3"], Same);

        Assert.Equal(PortState.Closed, await probe.ProbeAsync(PortOf(occupant), CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Attempts_AreSaid()
    {
        Socket occupant = Bind("127.0.0.1", SocketType.Stream);
        using HostProbe probe = Make(["127.0.0.1"], Same, Verbosity.Attempts);

        await probe.ProbeAsync(PortOf(occupant), CancellationToken.None);

        string name = $"127.0.0.1:{PortOf(occupant)}";
        Assert.Equal($"dotcat: trying {name}\ndotcat: {name}: connection refused\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalAddress_IsUsed()
    {
        Socket listener = Bind("127.0.0.1", SocketType.Stream);
        listener.Listen();
        using HostProbe probe = Make(["127.0.0.1"], Same, source: IPAddress.Parse("127.0.0.5"));

        await probe.ProbeAsync(PortOf(listener), CancellationToken.None);

        using Socket connection = await listener.AcceptOneAsync();
        Assert.Equal("127.0.0.5", ((IPEndPoint)connection.RemoteEndPoint!).Address.ToString());
    }

    /// <summary>A port that is needed for one try after the other is given back in between.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalPort_IsUsedForEachPort()
    {
        int local = FreePort("127.0.0.1");
        Socket[] occupants = [.. Enumerable.Range(0, 3).Select(_ => Bind("127.0.0.1", SocketType.Stream))];
        Array.ForEach(occupants, static occupant => occupant.Listen());
        using HostProbe probe = Make(["127.0.0.1"], options => options with { SourcePort = local });

        foreach (Socket occupant in occupants)
        {
            Assert.Equal(PortState.Open, await probe.ProbeAsync(PortOf(occupant), CancellationToken.None));
            using Socket connection = await occupant.AcceptOneAsync();
            Assert.Equal(local, ((IPEndPoint)connection.RemoteEndPoint!).Port);
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalPort_OfSomebodyElse_EndsTheScan()
    {
        Socket other = Bind("127.0.0.1", SocketType.Stream);
        other.Listen();

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            ProbeAsync(1, "127.0.0.1", options => options with { SourcePort = PortOf(other) })
        );

        Assert.Equal($"cannot bind to 0.0.0.0:{PortOf(other)}: address already in use", e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(null, nameof(PortState.Open), "")]
    [InlineData("no TLS with x: it is none", nameof(PortState.Closed), "dotcat: no TLS with x: it is none\n")]
    public async Task Handshake_SaysWhetherAConnectionIsEnough(string? failure, string state, string said)
    {
        Socket listener = Bind("127.0.0.1", SocketType.Stream);
        listener.Listen();
        using HostProbe probe = Make(
            ["127.0.0.1"],
            Same,
            Verbosity.Events,
            (channel, _) =>
                failure is null ? Task.FromResult(channel) : throw new DotcatException(failure, ExitCode.Failed)
        );

        PortState found = await probe.ProbeAsync(PortOf(listener), CancellationToken.None);

        Assert.Equal((state, said), (found.ToString(), _stderr.ToString()));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Handshake_ThatTakesTooLong_IsFiltered()
    {
        Socket listener = Bind("127.0.0.1", SocketType.Stream);
        listener.Listen();
        using HostProbe probe = Make(
            ["127.0.0.1"],
            Same,
            Verbosity.Events,
            static async (channel, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return channel;
            }
        );

        Task<PortState> state = probe.ProbeAsync(PortOf(listener), CancellationToken.None).AsTask();
        await _time.TimerSetAsync(ScanTarget.Wait);
        _time.Advance(ScanTarget.Wait);

        Assert.Equal(PortState.Filtered, await state);
        Assert.Equal(
            $"dotcat: no TLS with 127.0.0.1:{PortOf(listener)}: no handshake within 1 s\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelling_EndsIt()
    {
        Socket server = Bind("127.0.0.1", SocketType.Dgram);
        using var stop = new CancellationTokenSource();
        using HostProbe probe = Make(["127.0.0.1"], Datagram);
        Task<PortState> state = probe.ProbeAsync(PortOf(server), stop.Token).AsTask();
        await _time.TimerSetAsync(ScanTarget.DatagramWait);

        await stop.CancelAsync();

        await state;
    }

    public void Dispose()
    {
        _owned.ForEach(static one => one.Dispose());
        _stderr.Dispose();
    }

    private static DialOptions Same(DialOptions options) => options;

    private static DialOptions Datagram(DialOptions options) =>
        options with
        {
            IsDatagram = true,
            Wait = ScanTarget.DatagramWait,
        };

    private async Task<PortState> ProbeAsync(int port, string address, Func<DialOptions, DialOptions>? options = null)
    {
        using HostProbe probe = Make([address], options ?? Same);
        return await probe.ProbeAsync(port, CancellationToken.None);
    }

    private HostProbe Make(
        string[] addresses,
        Func<DialOptions, DialOptions> options,
        Verbosity verbosity = Verbosity.Quiet,
        Func<Channel, CancellationToken, Task<Channel>>? secure = null,
        IPAddress? source = null
    )
    {
        var reporter = new Reporter(_stderr, verbosity);
        var target = new DialOptions
        {
            Host = addresses[0],
            Port = 1,
            Wait = ScanTarget.Wait,
        };
        return new HostProbe(
            options(target),
            Array.ConvertAll(addresses, IPAddress.Parse),
            source,
            secure is null ? null : new HandshakeProbe(secure, reporter, _time),
            reporter,
            _time
        );
    }

    private Socket Bind(string address, SocketType type)
    {
        var place = new IPEndPoint(IPAddress.Parse(address), 0);
        var socket = new Socket(
            place.AddressFamily,
            type,
            type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp
        );
        _owned.Add(socket);
        socket.Bind(place);
        return socket;
    }

    private int FreePort(string address)
    {
        Socket socket = Bind(address, SocketType.Stream);
        int port = PortOf(socket);
        socket.Dispose();
        return port;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
