using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>A client of this program and <c>openssl s_server</c>.</summary>
public sealed class OpenSslServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _root = new("root");
    private readonly StringWriter _said = new() { NewLine = "\n" };

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Exchange_EndsInOrder(string version)
    {
        await using RunningProcess server = Start(version);
        await using TlsChannel client = await ConnectAsync(server, Trusting());

        await client.SendTextAsync("ask\n");
        Assert.Equal("ask\n", await server.ReadTextAsync(4));
        await server.WriteAsync("answer\n");
        Assert.Equal("answer\n", await client.ReceiveTextAsync());
        await client.CompleteWritesAsync(CancellationToken.None);

        Assert.Equal("", await client.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Server_Killed_IsATruncation(string version)
    {
        await using RunningProcess server = Start(version);
        await using TlsChannel client = await ConnectAsync(server, Trusting());
        await server.WriteAsync("half");
        Assert.Equal("half", await client.ReceiveTextAsync());

        server.Send(Signal.Kill);

        var e = await Assert.ThrowsAnyAsync<IOException>(() => client.ReceiveTextAsync());
        Assert.Equal(Messages.Truncated, e.Message);
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task ClientCertificate_DemandedAndMissing_IsTold(string version)
    {
        await using RunningProcess server = Start(version, "-Verify", "1");

        Assert.EndsWith(
            Messages.CertificateDemanded,
            await ConnectAsync(server, Trusting()).FirstFailureAsync(),
            StringComparison.Ordinal
        );
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task ClientCertificate_OfAStranger_IsTold(string version)
    {
        using var stranger = new CertificateAuthority("stranger");
        Issued mallory = stranger.Issue("CN=mallory", forClients: true);
        await using RunningProcess server = Start(version, "-Verify", "1", "-verify_return_error");

        Assert.EndsWith(
            "the peer does not trust the certificate's authority",
            await ConnectAsync(server, TrustingAs(mallory)).FirstFailureAsync(),
            StringComparison.Ordinal
        );
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task ClientCertificate_OfTheAuthority_IsTaken(string version)
    {
        Issued alice = _root.Issue("CN=alice", forClients: true);
        await using RunningProcess server = Start(
            version,
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            _folder.Write("ca.pem", _root.Pem)
        );
        await using TlsChannel client = await ConnectAsync(server, TrustingAs(alice));

        await client.SendTextAsync("in\n");

        Assert.Equal("in\n", await server.ReadTextAsync(3));
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Server_OfAnOldVersion_IsTold()
    {
        await using RunningProcess server = Start("-tls1_1", "-cipher", "ALL:@SECLEVEL=0");

        Assert.EndsWith(
            ": no TLS version in common",
            await ConnectAsync(server, Trusting()).FirstFailureAsync(),
            StringComparison.Ordinal
        );
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Server_WithEd25519_IsVerifiedLikeAnyOther()
    {
        await OpenSslAsync(
            "req -x509 -newkey ed25519 -nodes -subj /CN=x -addext subjectAltName=DNS:localhost -days 3 "
                + $"-keyout {_folder.File("ed.key")} -out {_folder.File("ed.pem")}"
        );
        await using RunningProcess server = StartWith(_folder.File("ed.pem"), _folder.File("ed.key"), "-tls1_3");

        await using TlsChannel client = await ConnectAsync(
            server,
            new TlsClientOptions { TrustFile = _folder.File("ed.pem") }
        );
    }

    /// <summary>OpenSSL's own level of security lets each of these through.</summary>
    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("rsa:768", "sha256", "the certificate's key is too weak: RSA with 768 bits")]
    [InlineData("rsa:1024", "sha256", "the certificate's key is too weak: RSA with 1024 bits")]
    [InlineData("rsa:2048", "sha1", "the certificate's signature is too weak: SHA-1")]
    [InlineData("rsa:2048", "md5", "the certificate's signature is too weak: MD5")]
    public async Task Server_ThatIsWeak_IsNotBelieved_ButByItsPin(string key, string hash, string cause)
    {
        OpenSslAuthority root = await OpenSslAuthority.MakeAsync(_folder);

        await AssertRefusedAsync(root, await root.IssueAsync(key, hash), cause, isWeak: true);
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Server_OfAWeakAuthority_IsNotBelieved_ButByItsPin()
    {
        OpenSslAuthority root = await OpenSslAuthority.MakeAsync(_folder, "rsa:512");
        const string Cause = "the key of its authority CN=root is too weak: RSA with 512 bits";

        await AssertRefusedAsync(root, await root.IssueAsync("rsa:2048"), Cause, isWeak: true);
    }

    /// <summary>RFC 4055, section 3.1: a signature by RSA-PSS names its hash, or else is by SHA-1.</summary>
    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("sha1", "the certificate's signature is too weak: SHA-1")]
    [InlineData("sha224", "the certificate's signature is too weak: SHA-224")]
    [InlineData("sha256", null)]
    public async Task Server_SignedByRsaPss_IsJudgedByTheHashInIt(string hash, string? cause)
    {
        OpenSslAuthority root = await OpenSslAuthority.MakeAsync(_folder);
        (string, string) own = await root.IssueAsync("rsa:2048", $"{hash} -sigopt rsa_padding_mode:pss");
        if (cause is not null)
        {
            await AssertRefusedAsync(root, own, cause, isWeak: true);
            return;
        }

        await using RunningProcess server = StartWith(own.Item1, own.Item2);
        await using TlsChannel client = await ConnectAsync(server, new TlsClientOptions { TrustFile = root.File });
    }

    /// <summary>RFC 5280, section 4.2.1.6, allows neither.</summary>
    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("DER:30:0b:82:09:6c:f6:63:61:6c:68:6f:73:74")] // DNS, in Latin-1
    [InlineData("DER:30:07:87:05:7f:00:00:01:05")] // an address of five bytes
    public async Task Server_WithADamagedName_IsNotBelieved_ButByItsPin(string alternatives)
    {
        OpenSslAuthority root = await OpenSslAuthority.MakeAsync(_folder);
        (string, string) own = await root.IssueAsync("rsa:2048", alternatives: alternatives);

        await AssertRefusedAsync(root, own, "the certificate's alternative names are damaged", isWeak: false);
    }

    /// <summary>RFC 5480, section 2.1.1, does not allow them.</summary>
    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Server_WithCurveParametersOfItsOwn_IsRefusedInWords()
    {
        OpenSslAuthority root = await OpenSslAuthority.MakeAsync(_folder);
        (string certificate, string key) = await root.IssueAsync(
            "ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit"
        );
        await using RunningProcess server = StartWith(certificate, key);

        Assert.Equal(
            "no TLS with openssl: the peer's certificate is damaged, or of a kind that cannot be judged",
            await ConnectAsync(server, new TlsClientOptions { TrustFile = root.File }).FirstFailureAsync()
        );
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Agreement_IsWhatTheServerChose()
    {
        await using RunningProcess server = Start("-tls1_2", "-alpn", "h2");
        await using TlsChannel client = await ConnectAsync(
            server,
            Trusting() with
            {
                Alpn = ["http/1.1", "h2"],
#pragma warning disable CA5398 // the suite's own
                Versions = SslProtocols.Tls12,
#pragma warning restore CA5398
                Ciphers = [CipherNames.Find("ECDHE-ECDSA-CHACHA20-POLY1305")!.Value],
            }
        );

        Assert.Contains(
            "dotcat: TLS 1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ALPN h2\n",
            _said.ToString(),
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
        _said.Dispose();
    }

    private RunningProcess Start(params string[] arguments)
    {
        Issued issued = _root.Issue();
        return StartWith(
            _folder.Write("server.pem", issued.Pem),
            _folder.Write("server.key", issued.KeyPem),
            arguments
        );
    }

    private static RunningProcess StartWith(string certificate, string key, params string[] arguments)
    {
        Peers.Require("openssl");
        string[] where = ["s_server", "-quiet", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key];
        return RunningProcess.Start("openssl", [.. where, .. arguments]);
    }

    private static async Task OpenSslAsync(string arguments)
    {
        Peers.Require("openssl");
        await using RunningProcess openssl = RunningProcess.Start("openssl", arguments.Split(' '));
        Assert.Equal(0, await openssl.ExitCodeAsync());
    }

    /// <summary>Whether the server is refused for that, and taken by its pin, which is hinted at where it is weak.</summary>
    private async Task AssertRefusedAsync(
        OpenSslAuthority root,
        (string Certificate, string Key) own,
        string cause,
        bool isWeak
    )
    {
        await using RunningProcess server = StartWith(own.Certificate, own.Key, "-cipher", "DEFAULT:@SECLEVEL=0");
        using X509Certificate2 shown = X509CertificateLoader.LoadCertificateFromFile(own.Certificate);
        string pin = CertificateCheck.Fingerprint(shown);

        Assert.Equal(
            $"no TLS with openssl: {cause}" + (isWeak ? $" (to accept it: --tls-pin {pin})" : ""),
            await ConnectAsync(server, new TlsClientOptions { TrustFile = root.File }).FirstFailureAsync()
        );
        await using TlsChannel pinned = await ConnectAsync(server, new TlsClientOptions { Pin = pin });
        Assert.Equal(shown, pinned.PeerCertificate);
    }

    private async Task<TlsChannel> ConnectAsync(RunningProcess server, TlsClientOptions options)
    {
        int port = await SocketTable.PortOfAsync(server, Transport.Tcp4);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        var client = new TlsClient(options, static _ => null, new Reporter(_said, Verbosity.Events));
        return await client.ConnectAsync(
            new StreamSocketChannel(socket, "openssl"),
            "localhost",
            CancellationToken.None
        );
    }

    private TlsClientOptions Trusting() => new() { TrustFile = _folder.Write("root.pem", _root.Pem) };

    private TlsClientOptions TrustingAs(Issued issued) =>
        Trusting() with
        {
            CertificateFile = _folder.Write("client.pem", $"{issued.Pem}\n{issued.KeyPem}"),
        };
}
