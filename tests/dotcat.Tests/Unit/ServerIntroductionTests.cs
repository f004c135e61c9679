using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit;

/// <summary>A server whose clients come by way of proxies, which say who they are.</summary>
public sealed class ServerIntroductionTests : IAsyncDisposable
{
    private const string Client = "192.0.2.1:50000";
    private const string Header = "PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\n";

    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _clients = [];
    private readonly Reporter _reporter;
    private readonly EchoService _service;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ServerIntroductionTests()
    {
        _reporter = new Reporter(_stderr, Verbosity.Attempts);
        _service = new EchoService(new ServiceOptions { KeepOpen = true }, _reporter, _time);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task One_IsTheFirstWithAHeader_WhoeverCameBefore()
    {
        await using Server server = Open();
        Task<Channel> accepting = server.AcceptOneAsync(_stop.Token);
        Socket silent = Connect("");
        Socket other = Connect("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal(0, await other.ReceiveAsync(new byte[1]));

        Socket proxy = Connect(Header + "payload");

        await using Channel client = await accepting;
        Assert.Equal(Client, client.Name);
        byte[] payload = await client.ReadExactlyAsync("payload".Length, CancellationToken.None);
        Assert.Equal("payload"u8, payload);
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]));
        Assert.Equal(
            [
                $"dotcat: {other.LocalEndPoint} turned away: no PROXY header came first",
                $"dotcat: connection from {Client}",
                $"dotcat: {Client} comes by way of {proxy.LocalEndPoint}",
            ],
            _stderr.ToString().TrimEnd().Split('\n')
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task One_ThatIsTheProxyItself_HasItsOwnName()
    {
        await using Server server = Open();
        Task<Channel> accepting = server.AcceptOneAsync(_stop.Token);
        Socket proxy = Connect("PROXY UNKNOWN\r\n");

        await using Channel client = await accepting;

        Assert.Equal($"{proxy.LocalEndPoint}", client.Name);
        Assert.Equal($"dotcat: connection from {proxy.LocalEndPoint}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Nobody_WithAHeaderInTime_IsAFailure_WhoeverElseCame()
    {
        await using Server server = Open(_limit);
        Task<Channel> accepting = server.AcceptOneAsync(_stop.Token);
        await _time.TimerSetAsync(_limit);
        _time.Advance(_limit / 2);
        Assert.Equal(0, await Connect("GET / HTTP/1.0\r\n\r\n").ReceiveAsync(new byte[1]));
        Connect("");
        await _time.TimerSetAsync(_wait);

        _time.Advance(_limit / 2);

        var failure = await Assert.ThrowsAsync<DotcatException>(() => accepting);
        Assert.Equal("nobody connected within 5 s", failure.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task All_AreServed_WhileOthersSayNothing_UntilTheirTimeIsUp()
    {
        await using Server server = Open(_limit);
        Task<ExitCode> serving = server.ServeAllAsync(_stop.Token);
        Socket silent = Connect("");
        Socket other = Connect("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal(0, await other.ReceiveAsync(new byte[1]));

        Socket proxy = Connect(Header + "payload");
        Assert.Equal("payload", await ReceiveAsync(proxy, 7));
        await _time.TimerSetAsync(_wait);
        _time.Advance(_wait);

        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]));
        Assert.Contains(
            $"dotcat: {silent.LocalEndPoint} turned away: no whole PROXY header within 7 s\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
        await StopAsync(serving);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Place_OfOneTurnedAway_IsFree()
    {
        await using Server server = Open(most: 1);
        Task<ExitCode> serving = server.ServeAllAsync(_stop.Token);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, await Connect("GET / HTTP/1.0\r\n\r\n").ReceiveAsync(new byte[1]));
        }

        Socket proxy;
        do
        {
            proxy = Connect(Header + "payload"); // a client sees its end a moment before its place is free
        } while (await ReceiveAsync(proxy, 7) != "payload");

        await StopAsync(serving);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        await _service.DisposeAsync();
        _socket.Dispose();
        _stop.Dispose();
        await _stderr.DisposeAsync();
    }

    private Server Open(TimeSpan? acceptTimeout = null, int most = int.MaxValue)
    {
        var admission = new Admission(new AccessList(null, []), most, _reporter);
        var place = new Endpoint.Listen(new ListenOptions { Port = 0 }) { AcceptTimeout = acceptTimeout };
        return new Server(
            new StreamListener([_socket], admission),
            _service,
            admission,
            place,
            _reporter,
            new ConversationReport(_reporter, isOfMany: true),
            _time
        )
        {
            Introduce = new Introductions(_wait, _reporter, _time).MakeAsync,
        };
    }

    private Socket Connect(string text)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        client.Connect(_socket.LocalEndPoint!);
        client.Send(Encoding.ASCII.GetBytes(text));
        return client;
    }

    private async Task StopAsync(Task serving)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    /// <summary>The next bytes; fewer where the connection ends or breaks before.</summary>
    private static async Task<string> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int done = 0;
        try
        {
            while (done < count && await socket.ReceiveAsync(bytes.AsMemory(done)) is > 0 and var part)
            {
                done += part;
            }
        }
        catch (SocketException)
        {
            // a server that is full closes at once, with bytes unread
        }

        return Encoding.ASCII.GetString(bytes, 0, done);
    }
}
