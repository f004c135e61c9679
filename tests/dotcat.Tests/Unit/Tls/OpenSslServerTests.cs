using System.Net.Sockets;
using System.Security.Authentication;
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
