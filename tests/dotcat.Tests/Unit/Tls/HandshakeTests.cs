using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>What two ends agree on, and what is said where they do not.</summary>
public sealed class HandshakeTests : IDisposable
{
    private static readonly TlsClientOptions _trustful = new() { Verify = false };

    private readonly TcpPair _tcp = TcpPair.Connect();
    private readonly StringWriter _said = new() { NewLine = "\n" };

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Agreement_IsToldToThoseWhoAsk()
    {
        await using TlsPair pair = new(
            _trustful with
            {
                Alpn = ["h2", "http/1.1"],
            },
            new TlsServerOptions { Alpn = ["http/1.1"], Ciphers = [TlsCipherSuite.TLS_AES_128_GCM_SHA256] }
        );

        string sha256 = CertificateCheck.Fingerprint((await pair.Client).PeerCertificate!);
        await pair.Server;

        const string Agreed = "dotcat: TLS 1.3, TLS_AES_128_GCM_SHA256, ALPN http/1.1\n";
        Assert.Contains(Agreed, pair.ClientSaid, StringComparison.Ordinal);
        Assert.Contains(Agreed, pair.ServerSaid, StringComparison.Ordinal);
        Assert.Contains($", SHA-256 {sha256}\n", pair.ClientSaid, StringComparison.Ordinal);
        Assert.StartsWith(
            $"dotcat: made a temporary certificate; clients accept it by --tls-pin {sha256}\n",
            pair.ServerSaid,
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Versions_NotInCommon_AreTheReason()
    {
#pragma warning disable CA5398 // so that they do not meet
        await using TlsPair pair = new(
            _trustful with
            {
                Versions = SslProtocols.Tls12,
            },
            new TlsServerOptions { Versions = SslProtocols.Tls13 }
        );
#pragma warning restore CA5398

        Assert.Equal("no TLS with the server: no TLS version in common", await pair.ClientFailureAsync());
        Assert.Equal("no TLS with the client: no TLS version in common", await pair.ServerFailureAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Ciphers_NotInCommon_AreTheReason()
    {
        await using TlsPair pair = new(
            _trustful with
            {
                Ciphers = [TlsCipherSuite.TLS_AES_128_GCM_SHA256],
            },
            new TlsServerOptions { Ciphers = [TlsCipherSuite.TLS_AES_256_GCM_SHA384] }
        );

        Assert.Equal(
            "no TLS with the server: the peer finds nothing in common with it (handshake failure)",
            await pair.ClientFailureAsync()
        );
        Assert.Equal("no TLS with the client: no cipher suite in common", await pair.ServerFailureAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Protocols_NotInCommon_AreTheReason()
    {
        await using TlsPair pair = new(_trustful with { Alpn = ["h2"] }, new TlsServerOptions { Alpn = ["smtp"] });

        Assert.Equal(
            "no TLS with the server: no application protocol in common (ALPN)",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatIsNotBelieved_HearsWhy()
    {
        await using TlsPair pair = new(new TlsClientOptions { Pin = new string('0', 64) }, new TlsServerOptions());

        Assert.Contains("not the pinned one", await pair.ClientFailureAsync(), StringComparison.Ordinal);
        TlsChannel server = await pair.Server; // with TLS 1.3 it is done before the client has judged
        var e = await Assert.ThrowsAnyAsync<IOException>(async () =>
            await server.ReadAsync(new byte[1], CancellationToken.None)
        );
        Assert.Equal(Messages.Truncated, e.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatSpeaksSomethingElse_IsToldFromOneThatFails()
    {
        Task<DotcatException> failure = ConnectAsync();
        await _tcp.Peer.SendAsync("220 mail.example ESMTP ready\r\n"u8.ToArray());

        Assert.Equal("no TLS with the server: the peer does not speak TLS", (await failure).Message);
        Assert.False((await failure).IsTransient);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatClosesAtOnce_MayBeBetterLater()
    {
        Task<DotcatException> failure = ConnectAsync();
        _tcp.Peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(
            "no TLS with the server: the peer closed the connection in the handshake",
            (await failure).Message
        );
        Assert.True((await failure).IsTransient);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatResets_MayBeBetterLater()
    {
        Task<DotcatException> failure = ConnectAsync();
        _tcp.Reset();

        Assert.Equal("no TLS with the server: connection reset by the peer", (await failure).Message);
        Assert.True((await failure).IsTransient);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatSaysNothing_IsGivenUpWhenTheCallerDoes()
    {
        using var limit = new CancellationTokenSource();
        Task<TlsChannel> connecting = NewClient().ConnectAsync(Own(), "localhost", limit.Token);
        await _tcp.Peer.ReceiveAsync(new byte[1]); // its hello

        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.False(_tcp.Own.Connected);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001")] // the start of a hello
    public async Task Client_ThatGoesQuiet_IsDroppedAfterTheLimit(string start)
    {
        var time = new ManualTime();
        var wait = TimeSpan.FromSeconds(5);
        Task<TlsChannel> accepting = NewServer(new TlsServerOptions { Wait = wait }, time)
            .AcceptAsync(Own(), CancellationToken.None);
        await _tcp.Peer.SendAsync(Encoding.Latin1.GetBytes(start));
        await time.TimerSetAsync(wait);

        time.Advance(wait);

        var failure = await Assert.ThrowsAsync<DotcatException>(() => accepting);
        Assert.Equal("no TLS with the server: no handshake within 5 s", failure.Message);
        Assert.Equal(ExitCode.Failed, failure.ExitCode);
        byte[] rest = new byte[100];
        Assert.Equal(0, await _tcp.Peer.ReceiveAsync(rest));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_ThatSpeaksSomethingElse_IsTold()
    {
        Task<TlsChannel> accepting = NewServer(new TlsServerOptions(), TimeProvider.System)
            .AcceptAsync(Own(), CancellationToken.None);
        await _tcp.Peer.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());

        var failure = await Assert.ThrowsAsync<DotcatException>(() => accepting);
        Assert.Equal("no TLS with the server: the peer does not speak TLS", failure.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_ThatGoesQuiet_HoldsUpNobody()
    {
        using TcpPair other = TcpPair.Connect();
        TlsServer server = NewServer(new TlsServerOptions(), TimeProvider.System);
        Task<TlsChannel> quiet = server.AcceptAsync(Own(), CancellationToken.None);
        Task<TlsChannel> lively = server.AcceptAsync(new StreamSocketChannel(other.Own, ""), CancellationToken.None);

        await NewClient().ConnectAsync(new StreamSocketChannel(other.Peer, ""), "localhost", CancellationToken.None);
        await lively;

        Assert.False(quiet.IsCompleted);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(null)]
    [InlineData("service.example")]
    public async Task Session_OverAUnixSocket_IsLikeAnyOther(string? name)
    {
        using var folder = new TemporaryFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.File("s")));
        listener.Listen();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(listener.LocalEndPoint!);
        var accepted = new StreamSocketChannel(await listener.AcceptAsync(), folder.File("s"));
        TlsServer server = NewServer(new TlsServerOptions(), TimeProvider.System);
        var client = new TlsClient(
            _trustful with
            {
                Name = name,
            },
            static _ => null,
            new Reporter(_said, Verbosity.Quiet)
        );

        Task<TlsChannel> accepting = server.AcceptAsync(accepted, CancellationToken.None);
        await using TlsChannel own = await client.ConnectAsync(
            new StreamSocketChannel(socket, folder.File("s")),
            host: null,
            CancellationToken.None
        );
        await using TlsChannel peer = await accepting;
        await own.WriteAsync("in"u8.ToArray(), CancellationToken.None);

        Assert.Equal(2, await peer.ReadAsync(new byte[10], CancellationToken.None));
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _said.Dispose();
    }

    private StreamSocketChannel Own() => new(_tcp.Own, "the server");

    private TlsClient NewClient() => new(_trustful, static _ => null, new Reporter(_said, Verbosity.Quiet));

    private TlsServer NewServer(TlsServerOptions options, TimeProvider time) =>
        new(options, null, [IPAddress.Loopback], static _ => null, new Reporter(_said, Verbosity.Quiet), time);

    private Task<DotcatException> ConnectAsync() =>
        Assert.ThrowsAsync<DotcatException>(() => NewClient().ConnectAsync(Own(), "localhost", CancellationToken.None));
}
