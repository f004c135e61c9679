using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>A server of this program and <c>openssl s_client</c>.</summary>
public sealed class OpenSslClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _root = new("root");
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StringWriter _said = new() { NewLine = "\n" };

    public OpenSslClientTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Exchange_EndsInOrder(string version)
    {
        await using RunningProcess client = Start(version);
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());

        await server.SendTextAsync("hello\n");
        Assert.Equal("hello\n", await client.ReadTextAsync(6));
        await client.FinishInputAsync("goodbye\n"); // s_client says close_notify and ends

        Assert.Equal("goodbye\n", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task CloseNotify_EndsTheClientInOrder(string version)
    {
        await using RunningProcess client = Start(version);
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());

        await server.SendTextAsync("all of it");
        await server.CompleteWritesAsync(CancellationToken.None);

        ProcessEnd end = await client.EndAsync();
        Assert.Equal("all of it", end.Text);
        Assert.DoesNotContain(end.ErrorLines, static line => line.Contains("SSL routines", StringComparison.Ordinal));
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Client_Killed_IsATruncation(string version)
    {
        await using RunningProcess client = Start(version);
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());
        await client.WriteAsync("half");
        Assert.Equal("half", await server.ReceiveTextAsync());

        client.Send(Signal.Kill);

        var e = await Assert.ThrowsAnyAsync<IOException>(() => server.ReceiveTextAsync());
        Assert.Equal(Messages.Truncated, e.Message);
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Transfer)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task SixtyFourMebibytes_ArriveWhole_EachWay(string version)
    {
        await using RunningProcess client = Start(version, "-nocommands");
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());

        // One way after the other: s_client ends with the first of them.
        Task<byte[]> printing = client.ReadAsync(Payload.ToClient.Bytes.Length);
        await server.WriteAsync(Payload.ToClient.Bytes, CancellationToken.None);
        Assert.Equal(Payload.ToClient.Hash, Payload.HashOf(await printing));

        Task<string> arriving = server.ReceiveHashToEndAsync();
        await client.WriteAsync(Payload.ToListener.Bytes);
        client.FinishInput();
        Assert.Equal(Payload.ToListener.Hash, await arriving);
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Chain_IsSentAlong_AndVerified()
    {
        using var middle = new CertificateAuthority("middle", _root);
        Issued issued = middle.Issue();
        await using RunningProcess client = Start(
            "-CAfile",
            _folder.Write("root.pem", _root.Pem),
            "-verify_return_error",
            "-verify_hostname",
            "localhost"
        );

        await using TlsChannel server = await AcceptAsync(
            new TlsServerOptions
            {
                CertificateFile = _folder.Write("server.pem", $"{issued.Pem}\n{middle.Pem}\n{issued.KeyPem}"),
            }
        );
        await client.FinishInputAsync("in");

        Assert.Equal("in", await server.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Refusal_OfTheCertificate_IsToldTheServer()
    {
        await using RunningProcess client = Start(
            "-CAfile",
            _folder.Write("root.pem", _root.Pem),
            "-verify_return_error"
        );

        var e = await Assert.ThrowsAsync<DotcatException>(() => AcceptAsync(new TlsServerOptions()));

        Assert.StartsWith("no TLS with openssl: the peer ", e.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", e.Message, StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task ClientCertificate_OfTheAuthority_IsTheOnlyWayIn(string version)
    {
        Issued alice = _root.Issue("CN=alice", forClients: true);
        var demanding = new TlsServerOptions { ClientCaFile = _folder.Write("ca.pem", _root.Pem) };
        await using RunningProcess stranger = Start(version);
        await stranger.FinishInputAsync("let me in");
        await Assert.ThrowsAsync<DotcatException>(() => AcceptAsync(demanding));

        await using RunningProcess known = Start(
            version,
            "-cert",
            _folder.Write("alice.pem", alice.Pem),
            "-key",
            _folder.Write("alice.key", alice.KeyPem)
        );
        await using TlsChannel server = await AcceptAsync(demanding);
        await known.FinishInputAsync("it is me");

        Assert.Equal("it is me", await server.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task ClientCertificate_ThatIsWeak_IsNoWayIn()
    {
        Issued old = _root.Issue("CN=old", forClients: true, key: RSA.Create(1024));
        await using RunningProcess client = Start(
            "-cipher",
            "DEFAULT:@SECLEVEL=0",
            "-cert",
            _folder.Write("old.pem", old.Pem),
            "-key",
            _folder.Write("old.key", old.KeyPem)
        );

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            AcceptAsync(new TlsServerOptions { ClientCaFile = _folder.Write("ca.pem", _root.Pem) })
        );

        Assert.Equal("no TLS with openssl: the certificate's key is too weak: RSA with 1024 bits", e.Message);
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Tickets_AreNotSentToWhoOnlySends(string version)
    {
        await using RunningProcess client = Start(version, "-msg");
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());
        await client.FinishInputAsync("all");
        Assert.Equal("all", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync());

        Assert.DoesNotContain("NewSessionTicket", (await client.EndAsync()).Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
        _listener.Dispose();
        _said.Dispose();
    }

    private RunningProcess Start(params string[] arguments)
    {
        Peers.Require("openssl");
        string[] where = ["s_client", "-quiet", "-no_ign_eof", "-connect", $"{_listener.LocalEndPoint}"];
        return RunningProcess.Start("openssl", [.. where, .. arguments]);
    }

    private async Task<TlsChannel> AcceptAsync(TlsServerOptions options)
    {
        var server = new TlsServer(
            options,
            null,
            [IPAddress.Loopback],
            static _ => null,
            new Reporter(_said, Verbosity.Events),
            TimeProvider.System
        );
        var channel = new StreamSocketChannel(await _listener.AcceptAsync(), "openssl");
        return await server.AcceptAsync(channel, CancellationToken.None);
    }
}
