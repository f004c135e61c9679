namespace Dotcat.Tests.Support.Tls;

/// <summary>An authority of certificates that only OpenSSL makes, in files of a folder.</summary>
internal sealed class OpenSslAuthority
{
    private readonly TemporaryFolder _folder;

    private OpenSslAuthority(TemporaryFolder folder) => _folder = folder;

    public string File => _folder.File("openssl-root.pem");

    /// <param name="folder">Where the files are made.</param>
    /// <param name="key">Of what kind its key is, in the words of <c>openssl req -newkey</c>.</param>
    public static async Task<OpenSslAuthority> MakeAsync(TemporaryFolder folder, string key = "rsa:2048")
    {
        Peers.Require("openssl");
        var made = new OpenSslAuthority(folder);
        await RunAsync(
            $"req -x509 -newkey {key} -nodes -subj /CN=root -days 3 -keyout {made.KeyFile} -out {made.File}"
        );
        return made;
    }

    /// <summary>Makes a certificate for the subject x; gives the files of it and of its key.</summary>
    public async Task<(string Certificate, string Key)> IssueAsync(
        string key,
        string hash = "sha256",
        string alternatives = "DNS:localhost"
    )
    {
        (string certificate, string keyFile) = (_folder.File("openssl.pem"), _folder.File("openssl.key"));
        await RunAsync(
            $"req -x509 -CA {File} -CAkey {KeyFile} -newkey {key} -{hash} -nodes -subj /CN=x -days 3 "
                + $"-addext subjectAltName={alternatives} -addext basicConstraints=CA:FALSE "
                + $"-keyout {keyFile} -out {certificate}"
        );
        return (certificate, keyFile);
    }

    private string KeyFile => _folder.File("openssl-root.key");

    private static async Task RunAsync(string arguments)
    {
        await using RunningProcess openssl = RunningProcess.Start("openssl", arguments.Split(' '));
        ProcessEnd end = await openssl.EndAsync();
        Assert.True(end.ExitCode == 0, string.Join('\n', end.ErrorLines));
    }
}
