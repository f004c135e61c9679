using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing.Proxies;

public sealed class SocksHandshakeTests
{
    private static readonly byte[] _granted4 = [0, 90, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] _granted5 = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("10.0.0.1", "040101BB0A000001007500")]
    [InlineData("host", "040101BB00000001007500686F737400")]
    public async Task Socks4_Granted_IsTheBareConnection(string host, string request)
    {
        MemoryChannel connection = HandshakeRun.Saying([.. _granted4, .. "hi"u8]);

        Channel channel = await new HandshakeRun(HandshakeRun.Socks4 with { User = "u" }, connection).EstablishAsync(
            host
        );

        Assert.Same(connection, channel);
        Assert.Equal("hi"u8.ToArray(), await channel.ReadExactlyAsync(2, CancellationToken.None));
        Assert.Equal(
            request.Replace("007500", "7500", StringComparison.Ordinal),
            Convert.ToHexString(connection.Writes.Single())
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Socks4_WithoutUser_SendsAnEmptyOne()
    {
        MemoryChannel connection = HandshakeRun.Saying(_granted4);

        await new HandshakeRun(HandshakeRun.Socks4, connection).EstablishAsync("10.0.0.1");

        Assert.Equal("040101BB0A00000100", Convert.ToHexString(connection.Writes.Single()));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(91, "rejected or failed", true)]
    [InlineData(92, "the proxy cannot reach the client's identd", false)]
    [InlineData(93, "the client's identd names another user", false)]
    [InlineData(0, "code 0", false)]
    public async Task Socks4_Refused_SaysWhy(byte code, string cause, bool isTransient)
    {
        DotcatException e = await new HandshakeRun(
            HandshakeRun.Socks4,
            HandshakeRun.Saying([0, code, 0, 0, 0, 0, 0, 0])
        ).FailAsync();

        Assert.Equal($"SOCKS4 proxy 127.0.0.1:1080 refused example.com:443: {cause}", e.Message);
        Assert.Equal((ExitCode.Failed, isTransient), (e.ExitCode, e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Socks4_ToIPv6_IsUnusable()
    {
        DotcatException e = await new HandshakeRun(HandshakeRun.Socks4, HandshakeRun.Saying(_granted4)).FailAsync(
            "::1"
        );

        Assert.Equal("SOCKS4 proxy 127.0.0.1:1080 cannot connect to [::1]:443: SOCKS4 knows no IPv6", e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Socks5_WithoutLogin_IsTheBareConnection()
    {
        MemoryChannel connection = HandshakeRun.Saying([5, 0], [.. _granted5, .. "hi"u8]);

        Channel channel = await new HandshakeRun(HandshakeRun.Socks5, connection).EstablishAsync("::1");

        Assert.Same(connection, channel);
        Assert.Equal("hi"u8.ToArray(), await channel.ReadExactlyAsync(2, CancellationToken.None));
        Assert.Equal(
            ["050100", "0501000400000000000000000000000000000001" + "01BB"],
            connection.Writes.Select(Convert.ToHexString)
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(2, new byte[] { 1, 0 }, "05020002 010175027077 05010003046E616D6501BB")]
    [InlineData(2, new byte[] { 5, 0 }, "05020002 010175027077 05010003046E616D6501BB")] // as some servers say it
    [InlineData(0, new byte[] { }, "05020002 05010003046E616D6501BB")]
    public async Task Socks5_WithLogin_SendsItWhereItIsWanted(byte method, byte[] status, string said)
    {
        byte[][] answers =
            status.Length > 0
                ?
                [
                    [5, method],
                    status,
                    _granted5,
                ]
                :
                [
                    [5, method],
                    _granted5,
                ];
        MemoryChannel connection = HandshakeRun.Saying(answers);

        await new HandshakeRun(HandshakeRun.Socks5 with { User = "u", Password = "pw" }, connection).EstablishAsync(
            "name"
        );

        Assert.Equal(said, string.Join(' ', connection.Writes.Select(Convert.ToHexString)));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("05FF", null, "SOCKS5 proxy 127.0.0.1:1080 wants a user and password (--proxy-auth)")]
    [InlineData("05FF", "u", "SOCKS5 proxy 127.0.0.1:1080 wants a kind of login that dotcat does not know")]
    [InlineData("0502 0101", "u", "SOCKS5 proxy 127.0.0.1:1080 does not accept the user and password")]
    [InlineData("0502 0501", "u", "SOCKS5 proxy 127.0.0.1:1080 does not accept the user and password")]
    [InlineData("0502 0400", "u", "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("0502", null, "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("0501", "u", "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("0400", null, "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("0500 0400", null, "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("0500 050000", null, "SOCKS5 proxy 127.0.0.1:1080 closed the connection in the handshake")]
    [InlineData("0500 05000009", null, "127.0.0.1:1080 is not a SOCKS5 proxy")]
    [InlineData("", null, "SOCKS5 proxy 127.0.0.1:1080 closed the connection in the handshake")]
    [InlineData("0500 0501", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: general failure")]
    [InlineData("0500 0502", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: not allowed")]
    [InlineData("0500 0503", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: network unreachable")]
    [InlineData("0500 0504", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: host unreachable")]
    [InlineData("0500 0505", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: connection refused")]
    [InlineData("0500 0506", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: TTL expired")]
    [InlineData("0500 0507", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: command not supported")]
    [InlineData("0500 0508", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: address type not supported")]
    [InlineData("0500 0509", null, "SOCKS5 proxy 127.0.0.1:1080 refused example.com:443: code 9")]
    public async Task Socks5_Failing_SaysWhy(string answers, string? user, string sentence)
    {
        byte[][] bytes = [.. answers.Split(' ').Select(Convert.FromHexString).Where(static one => one.Length > 0)];

        DotcatException e = await new HandshakeRun(
            HandshakeRun.Socks5 with
            {
                User = user,
                Password = "secret",
            },
            HandshakeRun.EndingAfter(bytes)
        ).FailAsync();

        Assert.Equal(sentence, e.Message);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
        bool mayMend =
            answers.Length == 0
            || sentence.Contains("closed", StringComparison.Ordinal)
            || answers[^1] is '1' or '3' or '4' or '5' or '6'
                && answers.StartsWith("0500 05", StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failed, mayMend), (e.ExitCode, e.IsTransient));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(ProxyType.Socks4))]
    [InlineData(nameof(ProxyType.Socks5))]
    public async Task Name_LongerThanTheProtocolHolds_IsUnusable(string type)
    {
        string host = new('x', 256);

        DotcatException e = await new HandshakeRun(
            HandshakeRun.Socks5 with
            {
                Type = Enum.Parse<ProxyType>(type),
            },
            HandshakeRun.Saying([5, 0])
        ).FailAsync(host);

        Assert.Equal(($"'{host[..200]}...' is not a host", ExitCode.NothingTried), (e.Message, e.ExitCode));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reset_InTheHandshake_IsAFailureThatTimeMayMend()
    {
        var connection = new MemoryChannel();
        connection.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));

        DotcatException e = await new HandshakeRun(HandshakeRun.Socks5, connection).FailAsync();

        Assert.Equal("SOCKS5 proxy 127.0.0.1:1080: connection reset by the peer", e.Message);
        Assert.True(e.IsTransient);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_OfTheChannelBelow_IsToldAsItIs()
    {
        var connection = new MemoryChannel();
        connection.ArriveFailure(new IOException("The data was cut."));

        DotcatException e = await new HandshakeRun(HandshakeRun.Socks5, connection).FailAsync();

        Assert.Equal("SOCKS5 proxy 127.0.0.1:1080: the data was cut", e.Message);
        Assert.False(e.IsTransient);
    }

    /// <summary>What is said of the target in place of what a connection without the proxy would have failed of.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(5, 1, SocketError.AccessDenied)]
    [InlineData(5, 2, SocketError.AccessDenied)]
    [InlineData(5, 3, SocketError.NetworkUnreachable)]
    [InlineData(5, 4, SocketError.HostUnreachable)]
    [InlineData(5, 5, SocketError.ConnectionRefused)]
    [InlineData(5, 6, SocketError.TimedOut)]
    [InlineData(4, 91, SocketError.ConnectionRefused)]
    [InlineData(4, 93, SocketError.AccessDenied)]
    public async Task Refusal_HasAMeaning(int version, byte code, SocketError meaning)
    {
        ProxyOptions proxy = version == 4 ? HandshakeRun.Socks4 : HandshakeRun.Socks5;
        MemoryChannel connection =
            version == 4 ? HandshakeRun.Saying([0, code, 0, 0, 0, 0, 0, 0]) : HandshakeRun.Saying([5, 0], [5, code]);

        DotcatException e = await new HandshakeRun(proxy, connection).FailAsync();

        var refusal = Assert.IsType<ProxyRefusalException>(e.InnerException);
        Assert.Same(proxy, refusal.Proxy);
        Assert.Equal(meaning, refusal.Meaning);
    }
}
