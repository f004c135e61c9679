using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>One client of an HTTP proxy, and a server behind it.</summary>
public sealed class HttpProxyServiceTests : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public HttpProxyServiceTests()
    {
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.Listen();
    }

    private MemoryChannel Client { get; } = new();

    private IReadOnlyList<EndPoint> Listening { get; set; } = [];

    private string Target => $"{_server.LocalEndPoint}";

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tunnel_WhoseTargetEnded_GoesOnUntilTheClientEnds()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"CONNECT {Target} HTTP/1.1\r\nHost: h\r\n\r\nearly ");
        using Socket target = await _server.AcceptAsync();
        target.Shutdown(SocketShutdown.Send);
        await Client.Completed;

        _time.Advance(TimeSpan.FromHours(1));
        await Client.Arrive("and late");
        Assert.False(serving.IsCompleted);
        Client.ArriveEnd();

        Assert.Equal("early and late", await ReceiveToEndAsync(target));
        Assert.Equal(ExitCode.Done, await serving);
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", Client.WrittenText);
        Assert.Equal(
            $"dotcat: memory asked for {Target} (CONNECT)\ndotcat: memory has gone: sent 0 bytes, received 14 bytes in 60 m\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tunnel_WhoseClientEnded_GoesOnUntilTheTargetEnds()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"CONNECT {Target} HTTP/1.1\r\nHost: h\r\n\r\n");
        Client.ArriveEnd();
        using Socket target = await _server.AcceptAsync();
        Assert.Equal("", await ReceiveToEndAsync(target));

        _time.Advance(TimeSpan.FromHours(1));
        await target.SendAsync("late"u8.ToArray());
        target.Shutdown(SocketShutdown.Send);

        Assert.Equal(ExitCode.Done, await serving);
        Assert.EndsWith("\r\n\r\nlate", Client.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Request_BehindTheFirst_IsNotForwarded()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive(
            $"POST http://{Target}/ HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbodyGET http://other.example/ HTTP/1.1\r\n\r\n"
        );
        using Socket server = await _server.AcceptAsync();
        string request = await ReceiveAsync(server, "body");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());

        Assert.Equal(ExitCode.Done, await serving); // the server keeps its connection open
        Assert.EndsWith("Connection: close\r\n\r\nok", Client.WrittenText, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nbody", request + await ReceiveToEndAsync(server), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("", "ended within an HTTP message")]
    [InlineData("220 mail.example\r\n", "not an HTTP answer")]
    public async Task Server_WithoutAnAnswer_IsABadGateway(string says, string reason)
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"GET http://{Target}/ HTTP/1.1\r\nHost: h\r\n\r\n");
        using (Socket server = await _server.AcceptAsync())
        {
            await ReceiveAsync(server, "\r\n\r\n");
            await server.SendAsync(Encoding.ASCII.GetBytes(says));
            server.Shutdown(SocketShutdown.Both);
        }

        await AssertRefusedAsync(serving, "502 Bad Gateway", $"{Target}: {reason}");
    }

    /// <summary>What answered wrongly is told apart from what did not answer (RFC 9110, sections 15.6.3 and 15.6.5).</summary>
    [Theory]
    [InlineData(SocketError.ConnectionReset, 502)]
    [InlineData(SocketError.TimedOut, 504)]
    [InlineData(SocketError.HostUnreachable, 504)]
    [InlineData(SocketError.HostDown, 504)]
    [InlineData(SocketError.NetworkUnreachable, 504)]
    [InlineData(SocketError.NetworkDown, 504)]
    public void Server_ThatFailed_IsToldByHow(SocketError error, int code) =>
        Assert.Equal(
            code,
            HttpProxyService.RefusalFor(new Ending.Failed(Side.Input, new SocketException((int)error)), "server")?.Code
        );

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_ThatCannotBeToldOfAFailure_IsToldOfAllTheSame()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"GET http://{Target}/ HTTP/1.1\r\nHost: h\r\n\r\n");
        Client.WriteFailure = new SocketException((int)SocketError.ConnectionReset);
        using (Socket server = await _server.AcceptAsync())
        {
            await ReceiveAsync(server, "\r\n\r\n");
        }

        Assert.Equal(ExitCode.Failed, await serving);
        Assert.Contains("dotcat: memory: connection reset by the peer\n", _stderr.ToString(), StringComparison.Ordinal);
        Assert.Contains("dotcat: memory has gone: sent 0 bytes", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_SilentForTheIdleTime_IsAGatewayTimeout()
    {
        var rules = new RelayOptions { IdleTimeout = TimeSpan.FromMinutes(1) };
        Task<ExitCode> serving = ServeAsync(rules: rules);
        _ = Client.Arrive($"GET http://{Target}/ HTTP/1.1\r\nHost: h\r\n\r\n");
        using Socket server = await _server.AcceptAsync();
        await ReceiveAsync(server, "\r\n\r\n");

        TimeSpan next;
        while ((next = await _time.NextTimerAsync()) < rules.IdleTimeout)
        {
            await Task.Yield(); // the limits of the request and of connecting are still there
        }

        _time.Advance(next);

        await AssertRefusedAsync(serving, "504 Gateway Timeout", "no answer in time");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Body_MalformedOnTheWay_IsABadRequest()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive(
            $"POST http://{Target}/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX"
        );
        using Socket server = await _server.AcceptAsync();

        await AssertRefusedAsync(serving, "400 Bad Request", "the end of the request's body is in doubt");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Head_NotThereInTime_IsATimeout()
    {
        Task<ExitCode> serving = ServeAsync();
        await Client.Arrive("GET http://host/ HTTP/1.1\r\n");
        _time.Advance(_wait);

        await AssertRefusedAsync(serving, "408 Request Timeout", "no whole request within 10 s");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_WithoutTheLogin_ReachesNobody()
    {
        Task<ExitCode> serving = ServeAsync(new ProxyLogin("u", "p"));
        _ = Client.Arrive($"CONNECT {Target} HTTP/1.1\r\nHost: h\r\n\r\n");

        await AssertRefusedAsync(serving, "407 Proxy Authentication Required", "a user and password are wanted");
        Assert.False(_server.Poll(0, SelectMode.SelectRead));
    }

    /// <summary>Whatever else is missing, and without a body for HEAD.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Request_WithoutAHost_IsRefusedBeforeItsLogin(string method)
    {
        Task<ExitCode> serving = ServeAsync(new ProxyLogin("u", "p"));
        _ = Client.Arrive($"{method} http://{Target}/ HTTP/1.1\r\n\r\n");
        Client.ArriveEnd();
        await serving;

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", Client.WrittenText, StringComparison.Ordinal);
        Assert.Equal(method == "HEAD", Client.WrittenText.EndsWith("\r\n\r\n", StringComparison.Ordinal));
        Assert.False(_server.Poll(0, SelectMode.SelectRead));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_ThatLeavesBeforeItAsked_IsNotAnswered()
    {
        Client.ArriveEnd();

        Assert.Equal(ExitCode.Failed, await ServeAsync());
        Assert.Equal("", Client.WrittenText);
        Assert.Equal("dotcat: memory left without a whole request\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_Refused_MayGoOnSendingForAWhile()
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive("POST / HTTP/1.1\r\n\r\n");
        await Client.Completed;
        await Client.Arrive("the body of it");
        Assert.False(serving.IsCompleted);

        _time.Advance(_linger);

        Assert.Equal(ExitCode.Failed, await serving);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Head_Refused_HasNoBodyInItsAnswer()
    {
        _ = Client.Arrive("HEAD / HTTP/1.1\r\n\r\n");
        Client.ArriveEnd();

        await ServeAsync();
        Assert.EndsWith("\r\nConnection: close\r\n\r\n", Client.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Request_ForThisProxy_IsRefused()
    {
        Listening = [_server.LocalEndPoint!];
        Task<ExitCode> serving = ServeAsync();

        _ = Client.Arrive($"GET http://{Target} HTTP/1.1\r\nHost: {Target}\r\n\r\n");

        await AssertRefusedAsync(serving, "403 Forbidden", Messages.Circle);
    }

    /// <summary>The client of a chain that has this proxy in it twice. Each turn is one that it asked for.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tunnel_ToThisProxy_IsServed()
    {
        Listening = [_server.LocalEndPoint!];
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"CONNECT {Target} HTTP/1.1\r\nHost: {Target}\r\n\r\nCONNECT other:1 HTTP/1.1\r\n");
        Client.ArriveEnd();
        using Socket target = await _server.AcceptAsync();

        Assert.Equal("CONNECT other:1 HTTP/1.1\r\n", await ReceiveToEndAsync(target));
        target.Shutdown(SocketShutdown.Both);
        Assert.Equal(ExitCode.Done, await serving);
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", Client.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("CONNECT {0}")]
    [InlineData("GET http://{0}/")]
    public async Task Target_ThatRefuses_IsAGatewayTimeout(string request)
    {
        string target = Target;
        _server.Dispose();
        Task<ExitCode> serving = ServeAsync();
        string line = request.Replace("{0}", target, StringComparison.Ordinal);
        _ = Client.Arrive($"{line} HTTP/1.1\r\nHost: h\r\n\r\n");

        await AssertRefusedAsync(serving, "504 Gateway Timeout", $"cannot connect to {target}: connection refused");
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n3\r\ncde\r\n0\r\nX: y\r\n\r\n",
        "abcde"
    )]
    [InlineData(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "ok"
    )]
    public async Task Client_OfHttp10_GetsNothingThatItDoesNotKnow(string answer, string body)
    {
        Task<ExitCode> serving = ServeAsync();
        _ = Client.Arrive($"GET http://{Target}/ HTTP/1.0\r\n\r\n");
        using Socket server = await _server.AcceptAsync();
        await ReceiveAsync(server, "\r\n\r\n");
        foreach (byte one in Encoding.ASCII.GetBytes(answer))
        {
            await server.SendAsync((byte[])[one]);
        }

        Assert.Equal(ExitCode.Done, await serving); // the server keeps its connection open
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", Client.WrittenText, StringComparison.Ordinal);
        Assert.EndsWith($"Connection: close\r\n\r\n{body}", Client.WrittenText, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", Client.WrittenText, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 1", Client.WrittenText, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _server.Dispose();
        _stderr.Dispose();
    }

    private Task<ExitCode> ServeAsync(ProxyLogin? login = null, RelayOptions? rules = null)
    {
        var options = new ServiceOptions { KeepOpen = true, Relay = rules ?? new RelayOptions() };
        var reporter = new Reporter(_stderr, Verbosity.Events);
        var service = new HttpProxyService(new ProxyServerOptions { Login = login }, options, reporter, _time)
        {
            Listening = Listening,
        };
        return service
            .ServeAsync(Client, static () => { }, CancellationToken.None)
            .ToldAsync(reporter, options.KeepOpen);
    }

    private async Task AssertRefusedAsync(Task<ExitCode> serving, string status, string reason)
    {
        await Client.Completed;
        Client.ArriveEnd();

        await serving;
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", Client.WrittenText, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\r\nContent-Length: {reason.Length + 1}\r\nConnection: close\r\n\r\n{reason}\n",
            Client.WrittenText,
            StringComparison.Ordinal
        );
        Assert.Contains($"dotcat: memory refused: {status}, {reason}\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveAsync(Socket socket, string end)
    {
        string received = "";
        while (!received.EndsWith(end, StringComparison.Ordinal))
        {
            byte[] buffer = new byte[4096];
            int count = await socket.ReceiveAsync(buffer);
            Assert.NotEqual(0, count);
            received += Encoding.Latin1.GetString(buffer, 0, count);
        }

        return received;
    }

    private static async Task<string> ReceiveToEndAsync(Socket socket)
    {
        string received = "";
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            received += Encoding.Latin1.GetString(buffer, 0, count);
        }

        return received;
    }
}
