using System.Globalization;
using System.Net;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>64 MiB each way at the same time over TLS, with dotcat at one end or both.</summary>
public sealed class TlsTransfers : IDisposable
{
    private readonly TlsFiles _files = new();

    public static TheoryData<TlsPeer> Others => new(TlsPeer.Ncat, TlsPeer.OpenSsl, TlsPeer.Socat);

    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [MemberData(nameof(Others))]
    public async Task AsClientOf(TlsPeer peer)
    {
        (RunningProcess listener, int port) = await peer.ListenAsync(_files);
        await using RunningProcess server = listener;
        await using RunningProcess client = TlsPeer.Dotcat.Connect(port, _files);

        await Transfer.StreamAsync(client, server);
    }

    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [MemberData(nameof(Others))]
    public async Task AsListenerFor(TlsPeer peer)
    {
        (RunningProcess listener, int port) = await TlsPeer.Dotcat.ListenAsync(_files);
        await using RunningProcess server = listener;
        await using RunningProcess client = peer.Connect(port, _files);

        await (peer == TlsPeer.Ncat ? ExchangeWithNcatAsync(client, server) : Transfer.StreamAsync(client, server));
    }

    /// <summary>What lies unread at such a client when it closes has its system throw away what is not sent yet.</summary>
    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [InlineData("ncat --ssl --send-only 127.0.0.1 PORT")]
    [InlineData("socat -u - OPENSSL:127.0.0.1:PORT,verify=0")]
    [InlineData("openssl s_client -tls1_2 -quiet -nocommands -no_ign_eof -connect 127.0.0.1:PORT")]
    [InlineData("openssl s_client -tls1_3 -quiet -nocommands -no_ign_eof -connect 127.0.0.1:PORT")]
    public async Task FromAClientThatOnlySends(string line)
    {
        (RunningProcess listener, int port) = await TlsPeer.Dotcat.ListenAsync(_files);
        await using RunningProcess server = listener;
        server.FinishInput();
        string[] words = line.Replace("PORT", $"{port}", StringComparison.Ordinal).Split(' ');
        Peers.Require(words[0]);
        await using var client = RunningProcess.Start(words[0], words[1..]);

        Task<byte[]> received = server.ReadToEndAsync();
        await client.WriteAsync(Payload.ToListener.Bytes);
        client.FinishInput();

        Assert.Equal(Payload.ToListener.Hash, Payload.HashOf(await received));
        Assert.DoesNotContain(server.ErrorLines, static line => line.Contains("reset", StringComparison.Ordinal));
    }

    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [ClassData(typeof(StreamTransports))]
    public async Task WithItself(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, _files.Server);
        await using RunningProcess client = listener.Connect([.. _files.Client, "--tls-name", "localhost"]);

        await Transfer.StreamAsync(client, listener.Process);
        client.FinishInput();
        listener.Process.FinishInput();

        int exitCode = await client.ExitCodeAsync();
        Assert.Empty(client.ErrorLines);
        Assert.Equal(0, exitCode);
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Curl_IsAnswered()
    {
        Peers.Require("curl");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [
                .. _files.Server,
                "-c",
                "while read line && [ ${#line} -gt 1 ]; do :; done; "
                    + "printf 'HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\nsecret'",
            ]
        );
        string port = ((IPEndPoint)listener.EndPoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var curl = RunningProcess.Start(
            "curl",
            "--silent",
            "--show-error",
            "--noproxy",
            "*",
            "--cacert",
            _files.TrustFile,
            "--resolve",
            $"localhost:{port}:127.0.0.1",
            $"https://localhost:{port}/"
        );

        ProcessEnd end = await curl.EndAsync();

        Assert.Equal("secret", end.Text);
        Assert.Empty(end.ErrorLines); // neither a doubt about the certificate nor a missing close_notify
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    /// <summary>ncat leaves the rest of a record where it is until something else arrives.</summary>
    private static async Task ExchangeWithNcatAsync(RunningProcess ncat, RunningProcess listener)
    {
        Task<byte[]> receiving = ncat.ReadToEndAsync();
        Task<byte[]> received = listener.ReadAsync(Payload.ToListener.Bytes.Length);
        await Task.WhenAll(ncat.WriteAsync(Payload.ToListener.Bytes), listener.WriteAsync(Payload.ToClient.Bytes));
        Assert.Equal(Payload.ToListener.Hash, Payload.HashOf(await received));
        listener.FinishInput();
        Assert.Equal(Payload.ToClient.Hash, Payload.HashOf(await receiving));
    }

    public void Dispose() => _files.Dispose();
}
