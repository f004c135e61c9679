using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Certificates and keys in the forms that users have them in.</summary>
[UsesVerify]
public sealed class TlsKeys : IDisposable
{
    private const string Password = "correct horse";

    private readonly TlsFiles _files = new();

    public static TheoryData<string> Forms =>
        new("RSA", "ECDSA", "PKCS #1", "SEC 1", "one file", "key first", "with its chain");

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Forms))]
    public async Task EachForm_IsTaken(string form)
    {
        using var middle = new CertificateAuthority("the one between", _files.Authority);
        using var rsa = RSA.Create(2048);
        Issued own = form switch
        {
            "RSA" or "PKCS #1" => _files.Authority.Issue(key: rsa),
            "with its chain" => middle.Issue(),
            _ => _files.Authority.Issue(),
        };
        string[] options = form switch
        {
            "PKCS #1" => Apart(own, rsa.ExportRSAPrivateKeyPem()),
            "SEC 1" => Apart(own, ((ECDsa)own.Key).ExportECPrivateKeyPem()),
            "one file" => _files.Show(own),
            "key first" => ["--ssl-cert", _files.Write("own.pem", own.KeyPem + "\n" + own.Pem)],
            "with its chain" => Apart(own with { Pem = own.Pem + "\n" + middle.Pem }, own.KeyPem),
            _ => Apart(own, own.KeyPem),
        };

        await AssertServesAsync(await ToolListener.StartAsync(Transport.Tcp4, options));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChain_IsShownAsItStandsInTheFile(bool machineTrustsIt)
    {
        Peers.Require("openssl");
        using var middle = new CertificateAuthority("the one between", _files.Authority);
        using var stranger = new CertificateAuthority("a stranger");
        Issued own = middle.Issue();
        string[] file = [own.Pem, stranger.Pem, _files.Authority.Pem, middle.Pem];
        string chain = _files.Write("chain.pem", string.Join('\n', [.. file, own.KeyPem]));
        string trusted = machineTrustsIt ? $"SSL_CERT_FILE={_files.TrustFile}" : "SSL_CERT_FILE=/dev/null";
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"{trusted} exec \"$0\" \"$@\"", ["--tls-cert", chain, .. arguments])
        );
        await using RunningProcess client = RunningProcess.Start(
            "openssl",
            "s_client",
            "-showcerts",
            "-connect",
            $"{listener.EndPoint}"
        );
        await client.FinishInputAsync("");

        string shown = (await client.EndAsync()).Text;

        MatchCollection found = Regex.Matches(shown, "-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
        Assert.Equal(file, found.Take(file.Length).Select(static one => one.Value));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnEncryptedKey_IsOpenedByTheEnvironmentsPassword() =>
        await AssertServesAsync(await ListenWithPasswordAsync(Password));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnEncryptedKey_IsOpenedByThePasswordThatIsTyped_AndNotShown()
    {
        string options = string.Join(' ', EncryptedKey());
        await using RunningProcess terminal = Terminal.Start($"TERM=xterm exec {Tool.Path} {options} -l 127.0.0.1 0");
        string prompt = $"\u001b[1mpassword for the key in {_files.Path("own.key")}: \u001b[0m";
        Assert.Equal(prompt, await terminal.ReadTextAsync(prompt.Length));

        await terminal.WriteAsync(Password + "\n");

        const string Said = "\r\ndotcat: listening on 127.0.0.1:";
        Assert.Equal(Said, await terminal.ReadTextAsync(Said.Length));
        string port = "";
        for (string digit; (digit = await terminal.ReadTextAsync(1)) != "\r"; )
        {
            port += digit;
        }

        await using RunningProcess client = Tool.Start([.. _files.Client, $"127.0.0.1:{port}"]);
        await client.FinishInputAsync("hello");
        Assert.Equal("\nhello", (await terminal.ReadTextToEndAsync()).TrimEnd());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task CtrlC_AtThePrompt_EndsIt()
    {
        string options = string.Join(' ', EncryptedKey());
        await using RunningProcess terminal = Terminal.Start($"TERM=dumb exec {Tool.Path} {options} -l 127.0.0.1 0");
        await terminal.ReadTextAsync("password for".Length);

        await terminal.WriteAsync("\u0003");

        Assert.Equal(130, await terminal.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Refusals()
    {
        Issued own = _files.Authority.Issue();
        string text = _files.Write("text", "no PEM at all");
        string key = _files.Write("another.key", own.KeyPem);
        (string Who, string[] Options)[] cases =
        [
            ("no such file", ["--tls-cert", _files.Path("missing")]),
            ("no certificate", ["--tls-cert", text]),
            ("no key", ["--tls-cert", _files.CertificateFile]),
            ("no key in its file", ["--tls-cert", _files.CertificateFile, "--tls-key", text]),
            ("key of another", ["--tls-cert", _files.CertificateFile, "--tls-key", key]),
            ("wrong password", EncryptedKey()),
            ("authority without a certificate", ["--tls", "--tls-client-ca", text]),
        ];
        string transcript = "";
        foreach ((string who, string[] options) in cases)
        {
            await using RunningProcess listener = StartWithPassword("wrong", [.. options, "-l", "127.0.0.1", "0"]);
            transcript += await Transcript.OfAsync((who, listener));
        }

        await using RunningProcess client = Tool.Start("--tls-trust", text, "127.0.0.1", "9");
        await Verify(transcript + await Transcript.OfAsync(("client that trusts nobody", client)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ATemporaryKey_IsInNoFile()
    {
        ToolMachine.RequireUnixCommands();
        using var folder = new TemporaryFolder();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments =>
                Tool.StartInShell(
                    $"cd {folder.Path}; export HOME=$PWD TMPDIR=$PWD DOTNET_EnableDiagnostics=0; exec \"$0\" \"$@\"",
                    ["--tls", .. arguments]
                )
        );
        await using RunningProcess client = listener.Connect("--tls", "--insecure");
        await client.FinishInputAsync("text");

        Assert.Equal("text", await listener.Process.ReadTextAsync("text".Length));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => _files.Dispose();

    private string[] Apart(Issued own, string key) =>
        ["--tls-cert", _files.Write("own.pem", own.Pem), "--tls-key", _files.Write("own.key", key)];

    private string[] EncryptedKey()
    {
        Issued own = _files.Authority.Issue();
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        return Apart(own, own.Key.ExportEncryptedPkcs8PrivateKeyPem(Password, parameters));
    }

    private Task<ToolListener> ListenWithPasswordAsync(string password) =>
        ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => StartWithPassword(password, [.. EncryptedKey(), .. arguments])
        );

    private static RunningProcess StartWithPassword(string password, IEnumerable<string> arguments) =>
        Tool.StartInShell($"DOTCAT_TLS_PASSWORD='{password}' exec \"$0\" \"$@\"", arguments);

    /// <summary>Whether a client that trusts the authority gets its bytes there.</summary>
    private async Task AssertServesAsync(ToolListener started)
    {
        await using ToolListener listener = started;
        await using RunningProcess client = listener.Connect(_files.Client);
        await client.FinishInputAsync("hello");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("hello", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await client.ExitCodeAsync());
    }
}
