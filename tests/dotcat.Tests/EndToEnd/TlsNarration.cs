using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What -v says about TLS.</summary>
[UsesVerify]
public sealed class TlsNarration : IDisposable
{
    private readonly TlsFiles _files = new();

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Verified() => await Verify(await TalkAsync(_files.Server, _files.Client));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithClientCertificateAndProtocol()
    {
        Issued alice = _files.Authority.Issue("CN=alice", forClients: true);

        await Verify(
            await TalkAsync(
                [.. _files.Server, "--tls-client-ca", _files.TrustFile, "--tls-alpn", "b,a"],
                [.. _files.Client, .. _files.Show(alice), "--tls-alpn", "a,b"]
            )
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OlderVersionAndTemporaryCertificate()
    {
        string transcript = await TalkAsync(
            ["--tls"],
            ["--tls", "--insecure", "--tls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"]
        );

        await Verify(
            transcript.Replace($"CN={Environment.MachineName}", "CN={machine}", StringComparison.OrdinalIgnoreCase)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NothingInCommon()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "--tls-alpn", "a", "-v"]
        );
        await using RunningProcess client = listener.Connect([.. _files.Client, "--tls-alpn", "b", "-v"]);

        await Verify(await Transcript.OfAsync(("listener", listener.Process), ("client", client)));
    }

    public void Dispose() => _files.Dispose();

    private static async Task<string> TalkAsync(string[] server, string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, ["-v", .. server]);
        await using RunningProcess client = listener.Connect(["-v", .. options]);
        return await Dialogue.TranscriptAsync(listener, client);
    }
}
