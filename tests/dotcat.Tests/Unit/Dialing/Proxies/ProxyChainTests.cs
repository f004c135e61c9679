using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Interop;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing.Proxies;

public sealed class ProxyChainTests : IDisposable
{
    private static readonly byte[] _granted4 = [0, 90, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] _granted5 = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly Queue<MemoryChannel> _connections = [];
    private readonly List<string> _secured = [];

    private readonly Dictionary<string, string> _addresses = [];
    private int _dials;

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Chain_OfThreeKinds_AsksEachForTheNext()
    {
        MemoryChannel connection = Add(
            HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), [5, 0], _granted5, [.. _granted4, .. "hi"u8])
        );

        Channel channel = await Chain(
                new ProxyOptions { Host = "one", Port = 3128 },
                new ProxyOptions
                {
                    Type = ProxyType.Socks5,
                    Host = "two",
                    Port = 1080,
                },
                new ProxyOptions
                {
                    Type = ProxyType.Socks4,
                    Host = "10.0.0.3",
                    Port = 1081,
                }
            )
            .ConnectAsync("name", 80, CancellationToken.None);

        Assert.Equal("name:80 through one:3128, two:1080, 10.0.0.3:1081", channel.Name);
        Assert.Equal("hi"u8.ToArray(), await channel.ReadExactlyAsync(2, CancellationToken.None));
        Assert.Equal("CONNECT two:1080 HTTP/1.1\r\nHost: two:1080\r\n\r\n"u8.ToArray(), connection.Writes[0]);
        Assert.Equal(
            ["050100", "050100010A0000030439", "0401005000000001006E616D6500"],
            connection.Writes.Skip(1).Select(Convert.ToHexString)
        );
        Assert.Equal(
            "dotcat: asking proxy one:3128 for two:1080\n"
                + "dotcat: asking SOCKS5 proxy two:1080 for 10.0.0.3:1081\n"
                + "dotcat: asking SOCKS4 proxy 10.0.0.3:1081 for name:80\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Chain_WhoseLastProxyClosesAfterItsChallenge_IsDialledAgainFromTheStart()
    {
        const string Wants = "HTTP/1.0 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n";
        MemoryChannel first = Add(HandshakeRun.Saying(_granted4, System.Text.Encoding.ASCII.GetBytes(Wants)));
        MemoryChannel second = Add(HandshakeRun.Saying(_granted4, "HTTP/1.0 200 OK\r\n\r\n"u8.ToArray()));

        await Chain(HandshakeRun.Socks4, HandshakeRun.Http with { User = "u", Password = "p" })
            .ConnectAsync("name", 80, CancellationToken.None);

        Assert.True(first.IsDisposed);
        Assert.False(second.IsDisposed);
        Assert.Contains("Basic dTpw", second.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tls_ToAProxy_IsSpokenBeforeItIsAsked()
    {
        Add(HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"));

        await Chain(
                HandshakeRun.Http,
                new ProxyOptions
                {
                    Host = "two",
                    Port = 443,
                    OverTls = true,
                }
            )
            .ConnectAsync("name", 80, CancellationToken.None);

        Assert.Equal(["two after 1"], _secured);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connection_Bare_StaysBareUnderItsNewName()
    {
        using var pair = TcpPair.Connect();
        await pair.Peer.SendAsync(_granted4);
        var chain = new ProxyChain(
            [HandshakeRun.Socks4],
            ResolveAsync,
            TimeSpan.FromSeconds(10),
            _ => Task.FromResult<Channel>(new StreamSocketChannel(pair.Own, "proxy")),
            static (channel, _, _) => Task.FromResult(channel),
            new Reporter(_stderr, Verbosity.Quiet),
            _time
        );

        await using Channel channel = await chain.ConnectAsync("name", 80, CancellationToken.None);

        int own = (int)pair.Own.Handle;
        Assert.Equal(new Descriptors(own, own, ReaderMayLeave: false), channel.Descriptors);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(ProxyDns.Local))]
    [InlineData(nameof(ProxyDns.Both))]
    public async Task Name_LookedUpHere_ReachesTheProxyAsAnAddress(string dns)
    {
        _addresses["localhost"] = "127.0.0.1";
        MemoryChannel connection = Add(HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n"));

        Channel channel = await Chain(HandshakeRun.Http with { Dns = Enum.Parse<ProxyDns>(dns) })
            .ConnectAsync("localhost", 80, CancellationToken.None);

        Assert.StartsWith("CONNECT 127.0.0.1:80 ", connection.WrittenText, StringComparison.Ordinal);
        Assert.Equal("localhost:80 through 127.0.0.1:3128", channel.Name);
        Assert.Equal(
            "dotcat: looking up localhost\ndotcat: asking proxy 127.0.0.1:3128 for 127.0.0.1:80\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_LookedUpHereForSocks4_IsAnIPv4Address()
    {
        _addresses["localhost"] = "::1 127.0.0.1";
        MemoryChannel connection = Add(HandshakeRun.Saying(_granted4));

        await Chain(HandshakeRun.Socks4 with { Dns = ProxyDns.Local })
            .ConnectAsync("localhost", 80, CancellationToken.None);

        Assert.Equal("040100507F00000100", Convert.ToHexString(connection.Writes.Single()));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_OfIPv6OnlyForSocks4_IsUnusable()
    {
        _addresses["six"] = "::1 ::2";
        Add(HandshakeRun.Saying(_granted4));

        DotcatException e = await FailAsync(Chain(HandshakeRun.Socks4 with { Dns = ProxyDns.Local }), "six");

        Assert.Equal("SOCKS4 proxy 127.0.0.1:1080 cannot connect to [::1]:80: SOCKS4 knows no IPv6", e.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Address_ThatTheProxyCannotReach_IsFollowedByTheNext()
    {
        _addresses["two"] = "10.0.0.1 10.0.0.2";
        MemoryChannel first = Add(HandshakeRun.Saying("HTTP/1.1 503 No\r\n\r\n"));
        MemoryChannel second = Add(HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n"));

        await Chain(HandshakeRun.Http with { Dns = ProxyDns.Local }).ConnectAsync("two", 80, CancellationToken.None);

        Assert.True(first.IsDisposed);
        Assert.StartsWith("CONNECT 10.0.0.2:80 ", second.WrittenText, StringComparison.Ordinal);
        Assert.Contains(
            "dotcat: proxy 127.0.0.1:3128 refused 10.0.0.1:80: 503 No\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("HTTP/1.1 403 No\r\n\r\n", "proxy 127.0.0.1:3128 refused 10.0.0.1:80: 403 No")]
    [InlineData(null, "cannot connect to the proxy")]
    public async Task Failure_OfAllAddresses_IsToldAtTheFirst(string? answer, string sentence)
    {
        _addresses["two"] = "10.0.0.1 10.0.0.2";
        if (answer is not null)
        {
            Add(HandshakeRun.Saying(answer));
        }

        DotcatException e = await FailAsync(Chain(HandshakeRun.Http with { Dns = ProxyDns.Local }), "two");

        Assert.Equal(sentence, e.Message);
        Assert.Equal(1, _dials);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_UnknownHere_IsLeftToTheProxyWhereBothMay()
    {
        const string Unknown = "unknown";
        MemoryChannel connection = Add(HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n"));

        await Chain(HandshakeRun.Http with { Dns = ProxyDns.Both }).ConnectAsync(Unknown, 80, CancellationToken.None);

        Assert.StartsWith($"CONNECT {Unknown}:80 ", connection.WrittenText, StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(ProxyDns.Local), "cannot look up ")]
    [InlineData(nameof(ProxyDns.None), "")]
    public async Task Name_ThatNobodyMayLookUp_IsUnusableAndNothingIsDialled(string dns, string start)
    {
        const string Unknown = "unknown";

        DotcatException e = await FailAsync(Chain(HandshakeRun.Http with { Dns = Enum.Parse<ProxyDns>(dns) }), Unknown);

        Assert.StartsWith($"{start}{Unknown}", e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Address_WhereNamesAreForbidden_IsAskedFor()
    {
        Add(HandshakeRun.Saying("HTTP/1.1 200 OK\r\n\r\n"));

        Channel channel = await Chain(HandshakeRun.Http with { Dns = ProxyDns.None })
            .ConnectAsync("::1", 80, CancellationToken.None);

        Assert.Equal("[::1]:80 through 127.0.0.1:3128", channel.Name);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Proxy_ThatSaysNothing_IsGivenUpInTime()
    {
        MemoryChannel connection = Add(new MemoryChannel());
        Task<DotcatException> failing = FailAsync(Chain(HandshakeRun.Http), "name");
        await connection.Reading;

        _time.Advance(TimeSpan.FromSeconds(10));

        DotcatException e = await failing;
        Assert.Equal("cannot connect to name:80 through 127.0.0.1:3128: timed out", e.Message);
        Assert.Equal(("timed out", ExitCode.Failed, true), ($"{e.Cause}", e.ExitCode, e.IsTransient));
        Assert.True(connection.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelled_IsNoFailureOfItsOwn()
    {
        MemoryChannel connection = Add(new MemoryChannel());
        using var stop = new CancellationTokenSource();
        Task connecting = Chain(HandshakeRun.Http).ConnectAsync("name", 80, stop.Token);
        await connection.Reading;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.True(connection.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_InTheMiddle_ClosesTheConnectionAndNamesTheProxy()
    {
        MemoryChannel connection = Add(HandshakeRun.Saying(_granted4, [5, 0], [5, 5]));

        DotcatException e = await FailAsync(
            Chain(HandshakeRun.Socks4, HandshakeRun.Socks5 with { Port = 2 }, HandshakeRun.Http),
            "name"
        );

        Assert.Equal("SOCKS5 proxy 127.0.0.1:2 refused 127.0.0.1:3128: connection refused", e.Message);
        Assert.True(connection.IsDisposed);
    }

    public void Dispose() => _stderr.Dispose();

    private static Task<DotcatException> FailAsync(ProxyChain chain, string host) =>
        Assert.ThrowsAsync<DotcatException>(() => chain.ConnectAsync(host, 80, CancellationToken.None));

    private MemoryChannel Add(MemoryChannel connection)
    {
        _connections.Enqueue(connection);
        return connection;
    }

    private Task<Channel> DialAsync(CancellationToken cancellation)
    {
        _dials++;
        return _connections.TryDequeue(out MemoryChannel? connection)
            ? Task.FromResult<Channel>(connection)
            : throw new DotcatException("cannot connect to the proxy", "refused", ExitCode.Failed, isTransient: true);
    }

    private Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
        _addresses.TryGetValue(host, out string? addresses)
            ? Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Split(' ').Select(IPAddress.Parse)])
            : throw new DotcatException($"cannot look up {host}: unknown host", "unknown host", ExitCode.NothingTried);

    private ProxyChain Chain(params ProxyOptions[] hops) =>
        new(
            hops,
            ResolveAsync,
            TimeSpan.FromSeconds(10),
            DialAsync,
            (channel, host, _) =>
            {
                _secured.Add($"{host} after {((MemoryChannel)channel).Writes.Count}");
                return Task.FromResult(channel);
            },
            new Reporter(_stderr, Verbosity.Attempts),
            _time
        );
}
