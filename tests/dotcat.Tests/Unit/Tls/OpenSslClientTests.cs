using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;
using TemporaryFolder = Dotcat.Tests.Unit.Doubles.TemporaryFolder;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>A server of this program and <c>openssl s_client</c>.</summary>
public sealed class OpenSslClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Authority _root = new("root");
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

        await SendAsync(server, "hello\n");
        Assert.Equal("hello\n", await client.ReadTextAsync(6));
        await client.FinishInputAsync("goodbye\n"); // s_client says close_notify and ends

        Assert.Equal("goodbye\n", await ReceiveAsync(server));
        Assert.Equal("", await ReceiveAsync(server));
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = Support.TimeLimit.Test)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task CloseNotify_EndsTheClientInOrder(string version)
    {
        await using RunningProcess client = Start(version);
        await using TlsChannel server = await AcceptAsync(new TlsServerOptions());

        await SendAsync(server, "all of it");
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
        Assert.Equal("half", await ReceiveAsync(server));

        client.Send(Signal.Kill);

        var e = await Assert.ThrowsAnyAsync<IOException>(() => ReceiveAsync(server));
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

        Task<string> arriving = ReceiveAllAsync(server);
        await client.WriteAsync(Payload.ToListener.Bytes);
        client.FinishInput();
        Assert.Equal(Payload.ToListener.Hash, await arriving);
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Chain_IsSentAlong_AndVerified()
    {
        using var middle = new Authority("middle", _root);
        Issued issued = middle.Issue();
        await using RunningProcess client = Start(
            "-CAfile",
            Write("root.pem", _root.Pem),
            "-verify_return_error",
            "-verify_hostname",
            "localhost"
        );

        await using TlsChannel server = await AcceptAsync(
            new TlsServerOptions
            {
                CertificateFile = Write("server.pem", $"{issued.Pem}\n{middle.Pem}\n{issued.KeyPem}"),
            }
        );
        await client.FinishInputAsync("in");

        Assert.Equal("in", await ReceiveAsync(server));
    }

    [SkippableFact(Timeout = Support.TimeLimit.Test)]
    public async Task Refusal_OfTheCertificate_IsToldTheServer()
    {
        await using RunningProcess client = Start("-CAfile", Write("root.pem", _root.Pem), "-verify_return_error");

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
        var demanding = new TlsServerOptions { ClientCaFile = Write("ca.pem", _root.Pem) };
        await using RunningProcess stranger = Start(version);
        await stranger.FinishInputAsync("let me in");
        await Assert.ThrowsAsync<DotcatException>(() => AcceptAsync(demanding));

        await using RunningProcess known = Start(
            version,
            "-cert",
            Write("alice.pem", alice.Pem),
            "-key",
            Write("alice.key", alice.KeyPem)
        );
        await using TlsChannel server = await AcceptAsync(demanding);
        await known.FinishInputAsync("it is me");

        Assert.Equal("it is me", await ReceiveAsync(server));
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
            [IPAddress.Loopback],
            static _ => null,
            new Reporter(_said, Verbosity.Events),
            TimeProvider.System
        );
        var channel = new StreamSocketChannel(await _listener.AcceptAsync(), "openssl");
        return await server.AcceptAsync(channel, CancellationToken.None);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private static async Task SendAsync(Channel channel, string text) =>
        await channel.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);

    private static async Task<string> ReceiveAsync(Channel channel)
    {
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await channel.ReadAsync(buffer, CancellationToken.None));
    }

    private static async Task<string> ReceiveAllAsync(Channel channel)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (await channel.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
        {
            await all.WriteAsync(buffer.AsMemory(0, count));
        }

        return Payload.HashOf(all.ToArray());
    }
}
