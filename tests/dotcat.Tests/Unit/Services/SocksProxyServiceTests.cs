using System.Net;
using System.Net.Sockets;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Proxying;
using Dotcat.Socks;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>One client of a SOCKS5 proxy.</summary>
public sealed class SocksProxyServiceTests : IDisposable
{
    private static readonly ProxyLogin _login = new("user", "password");
    private static readonly byte[] _hello = [5, 1, 0];

    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Target_ThatIsThere_IsTunnelledTo()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        var client = new BytesChannel([.. _hello, .. Connect("127.0.0.1", port), .. "question"u8]);
        Task<ExitCode> serving = ServeAsync(client);
        using Socket target = await server.AcceptAsync();
        byte[] question = new byte[20];
        Assert.Equal(8, await target.ReceiveAsync(question));
        await target.SendAsync("answer"u8.ToArray());
        target.Shutdown(SocketShutdown.Send);

        Assert.Equal(ExitCode.Done, await serving);
        var from = (IPEndPoint)target.RemoteEndPoint!;
        Assert.Equal(
            [5, 0, 5, 0, 0, 1, 127, 0, 0, 1, (byte)(from.Port >> 8), (byte)from.Port, .. "answer"u8],
            client.Written
        );
        Assert.Equal(
            $"dotcat: bytes asked for 127.0.0.1:{port} (SOCKS5)\ndotcat: bytes has gone: sent 6 bytes, received 8 bytes in 0 ms\n",
            _stderr.ToString()
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(new byte[] { 4, 1, 0, 80, 1, 2, 3, 4, 0 }, "", "SOCKS5, not a SOCKS5 request")]
    [InlineData(new byte[] { 5, 1, 2 }, "05FF", "SOCKS5, only kinds of login that are not asked for")]
    [InlineData(new byte[] { 5, 0 }, "05FF", "SOCKS5, only kinds of login that are not asked for")]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80 },
        "0500" + "05070001000000000000",
        "SOCKS5, command not supported"
    )]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 0 },
        "0500" + "05010001000000000000",
        "SOCKS5, general failure"
    )]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 1, 0, 3, 2, 27, 65, 0, 80 },
        "0500" + "05010001000000000000",
        "SOCKS5, general failure"
    )]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 1, 0, 9, 127, 0, 0, 1, 0, 80 },
        "0500" + "05080001000000000000",
        "SOCKS5, address type not supported"
    )]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 2, 0, 9, 127, 0, 0, 1, 0, 80 },
        "0500" + "05070001000000000000",
        "SOCKS5, command not supported"
    )]
    [InlineData(
        new byte[] { 5, 1, 0, 5, 1, 0, 3, 0, 0, 80 },
        "0500" + "05010001000000000000",
        "SOCKS5, not a SOCKS5 request"
    )]
    public async Task Request_ThatCannotBe_IsRefused(byte[] bytes, string answer, string reason)
    {
        var client = new BytesChannel(bytes);

        Assert.Equal(ExitCode.Failed, await ServeAsync(client));
        Assert.Equal(answer, Convert.ToHexString(client.Written));
        Assert.Equal($"dotcat: bytes refused: {reason}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Target_ThatRefuses_IsToldAsThat()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var client = new BytesChannel([.. _hello, .. Connect("127.0.0.1", ((IPEndPoint)bound.LocalEndPoint!).Port)]);

        await ServeAsync(client);
        Assert.Equal("0500" + "05050001000000000000", Convert.ToHexString(client.Written));
    }

    /// <summary>RFC 1928, section 6.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionRefused, 5)]
    [InlineData(SocketError.NetworkUnreachable, 3)]
    [InlineData(SocketError.NetworkDown, 3)]
    [InlineData(SocketError.TimedOut, 4)]
    [InlineData(SocketError.HostUnreachable, 4)]
    [InlineData(SocketError.HostDown, 4)]
    [InlineData(SocketError.HostNotFound, 4)]
    [InlineData(SocketError.NoData, 4)]
    [InlineData(SocketError.TryAgain, 4)]
    [InlineData(SocketError.TooManyOpenSockets, 1)]
    public void Target_ThatCannotBeReached_IsToldByHow(SocketError error, byte code) =>
        Assert.Equal(code, SocksProxyService.CodeOf(SocketFailure.Connect("target", new SocketException((int)error))));

    /// <summary>The client of a chain that has this proxy in it twice. Each turn is one that it asked for.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Target_ThatIsThisProxy_IsTunnelledTo()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        var own = (IPEndPoint)server.LocalEndPoint!;
        var client = new BytesChannel([.. _hello, .. Connect("127.0.0.1", own.Port), .. _hello]);
        Task<ExitCode> serving = ServeAsync(client, listening: [own]);
        using Socket target = await server.AcceptAsync();
        byte[] question = new byte[4];
        Assert.Equal(3, await target.ReceiveAsync(question));
        target.Shutdown(SocketShutdown.Both);

        Assert.Equal(ExitCode.Done, await serving);
        Assert.Equal([5, 0, 5, 0], client.Written[..4]);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("user", "Password")]
    [InlineData("user", "")]
    [InlineData("", "password")]
    [InlineData("user:password", "")]
    public async Task Login_Wrong_IsRefusedBeforeTheRequest(string user, string password)
    {
        var client = new BytesChannel([5, 2, 0, 2, .. Socks5Login.Encode(user, password), .. Connect("127.0.0.1", 1)]);

        Assert.Equal(ExitCode.Failed, await ServeAsync(client, _login));
        Assert.Equal([5, 2, 1, 1], client.Written);
        Assert.Equal("dotcat: bytes refused: SOCKS5, wrong user or password\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Login_NotOffered_IsRefused()
    {
        var client = new BytesChannel([.. _hello, .. Connect("127.0.0.1", 1)]);

        await ServeAsync(client, _login);
        Assert.Equal([5, 255], client.Written);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Login_Right_IsLetIn()
    {
        var client = new BytesChannel([
            5,
            1,
            2,
            .. Socks5Login.Encode("user", "password"),
            5,
            9,
            0,
            1,
            1,
            2,
            3,
            4,
            0,
            1,
        ]);

        await ServeAsync(client, _login);
        Assert.Equal([5, 2, 1, 0, 5, 7], client.Written[..6]);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Request_NotThereInTime_EndsTheClient()
    {
        var time = new ManualTime();
        var client = new MemoryChannel();
        Task<ExitCode> serving = ServeAsync(client, time: time);
        await client.Arrive(_hello);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(ExitCode.Failed, await serving);
        Assert.Equal("dotcat: memory refused: SOCKS5, no whole request within 10 s\n", _stderr.ToString());
    }

    public void Dispose() => _stderr.Dispose();

    private static byte[] Connect(string host, int port) =>
        new Socks5Request(Socks5Request.Connect, new SocksAddress(host, port)).Encode();

    private Task<ExitCode> ServeAsync(
        Dotcat.Channels.Channel client,
        ProxyLogin? login = null,
        ManualTime? time = null,
        IReadOnlyList<EndPoint>? listening = null
    )
    {
        var options = new ServiceOptions { KeepOpen = true };
        var reporter = new Reporter(_stderr, Verbosity.Events);
        return new SocksProxyService(new ProxyServerOptions { Login = login }, options, reporter, time ?? new())
        {
            Listening = listening ?? [],
        }
            .ServeAsync(client, static () => { }, CancellationToken.None)
            .ToldAsync(reporter, options.KeepOpen);
    }
}
