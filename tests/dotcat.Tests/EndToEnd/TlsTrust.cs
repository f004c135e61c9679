using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Whom a client believes, and what it says of the others.</summary>
[UsesVerify]
public sealed class TlsTrust : IDisposable
{
    private readonly TlsFiles _files = new();

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerOfTheAuthorityThatIsTrusted_IsBelieved()
    {
        ToolMachine.SkipUnderWine("an end of TLS is a cut connection there");
        ProcessEnd end = await AskAsync(_files.ServerCertificate, ["--tls", .. _files.Client]);

        Assert.Equal("hello", end.Text);
        Assert.Empty(end.ErrorLines);
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--tls", "--insecure")]
    [InlineData("--ssl")]
    public async Task WithoutVerification_AnyServerIsTaken_AndThatIsSaid(params string[] options)
    {
        ToolMachine.SkipUnderWine("an end of TLS is a cut connection there");
        Issued server = CertificateAuthority.SelfSigned();

        ProcessEnd end = await AskAsync(server, options);

        Assert.Equal("hello", end.Text);
        Assert.EndsWith(
            $" is not verified (to accept only this one: --tls-pin {server.Sha256})",
            Assert.Single(end.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--tls")]
    [InlineData("--ssl", "--ssl-verify")]
    public async Task WithVerification_TheSystemDoesNotKnowTheAuthority(params string[] options)
    {
        ProcessEnd end = await AskAsync(_files.ServerCertificate, options);

        Assert.Empty(end.Output);
        Assert.EndsWith(
            ": the certificate's authority is unknown: CN=the authority",
            Assert.Single(end.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Equal(1, end.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APin_IsEnoughForACertificateThatNobodyVouchesFor()
    {
        Issued server = CertificateAuthority.SelfSigned();

        ProcessEnd end = await AskAsync(server, ["--tls-pin", server.Sha256]);

        Assert.Equal("hello", end.Text);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommonName_CountsWhereTheCertificateHasNoOtherNames()
    {
        Issued server = _files.Authority.Issue("CN=localhost", names: []);

        ProcessEnd end = await AskAsync(server, [.. _files.Client, "--tls-name", "localhost"]);

        Assert.Equal("hello", end.Text);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommonName_DoesNotCountBesideOtherNames()
    {
        Issued server = _files.Authority.Issue("CN=localhost", names: ["elsewhere.example"]);

        ProcessEnd end = await AskAsync(server, [.. _files.Client, "--tls-name", "localhost"]);

        Assert.EndsWith(
            ": the certificate is for elsewhere.example, and not for localhost",
            Assert.Single(end.ErrorLines),
            StringComparison.Ordinal
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ATemporaryCertificate_IsAcceptedByThePinThatTheListenerTells()
    {
        ToolMachine.SkipUnderWine("an end of TLS is a cut connection there");
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--tls");
        string said = await listener.Process.ErrorLineAsync("temporary certificate");
        string pin = said[(said.LastIndexOf(' ') + 1)..];

        await using RunningProcess client = listener.Connect("--tls-pin", pin);
        await client.FinishInputAsync("hello");
        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("hello", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Empty(client.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Refusals()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        CertificateAuthority own = _files.Authority;
        using var stranger = new CertificateAuthority("a stranger");
        using var middle = new CertificateAuthority("the one between", own);
        string[] trust = _files.Client;
        (string Who, Issued Server, string[] Options)[] cases =
        [
            ("expired", own.Issue(until: now.AddDays(-1)), trust),
            ("not yet valid", own.Issue(from: now.AddDays(5)), trust),
            ("other names", own.Issue(names: ["a.example", "*.b.example", "192.0.2.1"]), trust),
            ("another name asked for", own.Issue(), [.. trust, "--tls-name", "c.example"]),
            ("self-signed", CertificateAuthority.SelfSigned(), ["--tls"]),
            ("unknown authority", stranger.Issue(), trust),
            ("chain with a gap", middle.Issue(), trust),
            ("for clients only", own.Issue(forClients: true), trust),
            ("another than the pinned one", own.Issue(), ["--tls-pin", new string('A', 64)]),
        ];
        string transcript = "";
        foreach ((string who, Issued server, string[] options) in cases)
        {
            await using ToolListener listener = await ListenAsync(server);
            await using RunningProcess client = listener.Connect(options);
            client.FinishInput();
            transcript += await Transcript.OfAsync((who, client));
            Assert.Empty(await client.ReadToEndAsync());
        }

        await Verify(transcript);
    }

    public void Dispose() => _files.Dispose();

    private Task<ToolListener> ListenAsync(Issued server) =>
        ToolListener.StartAsync(Transport.Tcp4, [.. _files.Show(server), "-c", "printf hello"]);

    /// <summary>How a client ends whose server has this certificate and says hello.</summary>
    private async Task<ProcessEnd> AskAsync(Issued server, string[] options)
    {
        await using ToolListener listener = await ListenAsync(server);
        await using RunningProcess client = listener.Connect(options);
        client.FinishInput();
        return await client.EndAsync();
    }
}
