using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Clients that a TLS listener does not get on with, and whom they do not trouble.</summary>
public sealed class TlsListeners : IDisposable
{
    private readonly TlsFiles _files = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task AClientThatSaysNothingMore_IsDroppedInTime(string said)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "-w", "300ms"]
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync(said);

        Assert.Empty(await client.ReceiveToEndAsync());

        Assert.Equal(1, await listener.Process.ExitCodeAsync());
        Assert.Equal(
            $"dotcat: no TLS with {client.LocalEndPoint}: no handshake within 300 ms",
            listener.Process.ErrorLines[^1]
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientThatSpeaksSomethingElse_IsRefused()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("GET / HTTP/1.0\r\n\r\n");

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal($"dotcat: no TLS with {client.LocalEndPoint}: the peer does not speak TLS", end.ErrorLines[^1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientThatGoesInTheHandshake_EndsAListenerForOne()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        using (Socket client = listener.ConnectSocket())
        {
            client.Shutdown(SocketShutdown.Both);
        }

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith(
            ": the peer closed the connection in the handshake",
            end.ErrorLines[^1],
            StringComparison.Ordinal
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ManySilentClients_HoldUpNobody()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-k", "-w", "60", .. _files.Server]
        );
        using var silent = new Sockets(50, listener.ConnectSocket);
        await using RunningProcess client = listener.Connect(_files.Client);

        await client.WriteAsync("through");

        Assert.Equal("through", await listener.Process.ReadTextAsync(7));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task KeepOpen_GoesOnAfterEachThatFails()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-kv", "-w", "3s", .. _files.Server]
        );
        using Socket silent = listener.ConnectSocket();
        using Socket plain = listener.ConnectSocket();
        await plain.SendTextAsync("hello\n");
        await using RunningProcess doubtful = listener.Connect("--tls");
        Assert.Equal(1, await doubtful.ExitCodeAsync());
        Assert.Empty(await silent.ReceiveToEndAsync());
        await listener.Process.ErrorLineAsync($"{plain.LocalEndPoint}: the peer does not speak TLS");
        await listener.Process.ErrorLineAsync($"{silent.LocalEndPoint}: no handshake within 3 s");

        await using RunningProcess client = listener.Connect(_files.Client);
        await client.WriteAsync("still there");

        Assert.Equal("still there", await listener.Process.ReadTextAsync(11));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(
        "rsa:2048",
        "ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        "sha256",
        "the peer's certificate is damaged, or of a kind that cannot be judged"
    )]
    [InlineData("rsa:2048", "rsa:1024", "sha256", "the certificate's key is too weak: RSA with 1024 bits")]
    [InlineData("rsa:2048", "rsa:2048", "sha1", "the certificate's signature is too weak: SHA-1")]
    [InlineData("rsa:2048", "rsa:2048", "md5", "the certificate's signature is too weak: MD5")]
    [InlineData("rsa:512", "rsa:2048", "sha256", "the key of its authority CN=root is too weak: RSA with 512 bits")]
    public async Task AClientWithAnOddOrWeakCertificate_IsRefused_AndDisturbsNobody(
        string authorityKey,
        string key,
        string hash,
        string cause
    )
    {
        using var folder = new TemporaryFolder();
        OpenSslAuthority authority = await OpenSslAuthority.MakeAsync(folder, authorityKey);
        (string own, string ownKey) = await authority.IssueAsync(key, hash);
        Issued alice = _files.Authority.Issue("CN=alice", forClients: true);
        string both = _files.Write("both.pem", await File.ReadAllTextAsync(authority.File) + _files.Authority.Pem);
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-kv", .. _files.Server, "--tls-client-ca", both]
        );
        string[] words =
            $"s_client -quiet -cipher DEFAULT:@SECLEVEL=0 -cert {own} -key {ownKey} -connect {listener.EndPoint}".Split(
                ' '
            );
        await using RunningProcess odd = RunningProcess.Start("openssl", words);
        Assert.EndsWith(cause, await listener.Process.ErrorLineAsync("no TLS with"), StringComparison.Ordinal);

        await using RunningProcess client = listener.Connect([.. _files.Client, .. _files.Show(alice)]);
        await client.WriteAsync("still there");

        Assert.Equal("still there", await listener.Process.ReadTextAsync(11));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task AClientWithACertificateOfTheAuthority_IsLetIn(string oldest)
    {
        Issued alice = _files.Authority.Issue("CN=alice", forClients: true);
        await using ToolListener listener = await DemandingAsync(oldest);
        await using RunningProcess client = listener.Connect([.. _files.Client, .. _files.Show(alice)]);

        await client.FinishInputAsync("hello");

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal("hello", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(false, "1.2")]
    [InlineData(false, "1.3")]
    [InlineData(true, "1.2")]
    [InlineData(true, "1.3")]
    public async Task AClientWithoutTheRightCertificate_GetsNothingThrough(bool showsAnother, string version)
    {
        using var stranger = new CertificateAuthority("a stranger");
        Issued mallory = stranger.Issue("CN=mallory", forClients: true);
        await using ToolListener listener = await DemandingAsync("1.2");
        await using RunningProcess client = listener.Connect([
            .. _files.Client,
            .. version == "1.2" ? (string[])["--tls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"] : [],
            .. showsAnother ? _files.Show(mallory) : [],
        ]);

        try
        {
            await client.FinishInputAsync("secret");
        }
        catch (IOException)
        {
            // it was refused before it read that
        }

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Empty(end.Output);
        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith(
            showsAnother ? "the certificate's authority is unknown: CN=a stranger" : "the peer showed no certificate",
            end.ErrorLines[^1],
            StringComparison.Ordinal
        );
        Assert.Equal(1, await client.ExitCodeAsync());
        Assert.NotEmpty(client.ErrorLines); // SslStream refuses a stranger's without an alert
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Datagrams_HaveNoTls()
    {
        ProcessEnd end = await Tool.RunAsync("", "-lu", "--tls", "0");

        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Contains("--udp", end.ErrorLines[0], StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private Task<ToolListener> DemandingAsync(string oldest) =>
        ToolListener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "--tls-client-ca", _files.TrustFile, "--tls-min", oldest]
        );
}
