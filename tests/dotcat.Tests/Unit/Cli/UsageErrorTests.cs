using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Every way to get the command line wrong, and what is said to it.</summary>
[UsesVerify]
public sealed class UsageErrorTests
{
    private static readonly string _long = new('x', 108);

    private static readonly string _sha256 = new('a', 64);

    private static readonly string[][] _wrong =
    [
        ["--lisen"],
        ["--sendonly", "localhost"],
        ["--xyzzy"],
        ["-verbose", "localhost"],
        ["-Q"],
        ["-lQv"],
        ["-1"],
        ["-d", "localhost"],
        ["-x", "localhost:1080", "localhost"],
        ["-X", "5", "localhost"],
        ["-c", "", "-l"],
        ["-e", " ", "-l"],
        ["-o", "file", "localhost"],
        ["-m", "5", "localhost"],
        ["-m", "few", "-l"],
        ["-m", "-1", "-l"],
        ["-z", "localhost", "1-1024"],
        ["-l", "--echo", "--reply", "ok"],
        ["-l", "--echo", "--send-only"],
        ["-l", "--reply", "ok", "--recv-only"],
        ["-l", "--echo", "--no-shutdown"],
        ["-l", "--echo", "-q", "1"],
        ["--broker", "--echo"],
        ["--broker", "--no-shutdown"],
        ["--broker", "-q", "1"],
        ["--chat", "--echo"],
        ["--chat", "--reply", "ok"],
        ["--chat", "--send-only"],
        ["--chat", "--no-shutdown"],
        ["--chat", "-q", "1"],
        ["-l", "--reply", "bell\\a"],
        ["-l", "--reply", "\\x4"],
        ["-l", "--reply", "\\xGG"],
        ["-l", "--reply", "end\\"],
        ["--listen:yes"],
        ["--=80", "localhost"],
        ["-l-"],
        ["--listen=yes"],
        ["-w"],
        ["localhost", "-s"],
        ["localhost", "--retry"],
        [],
        ["-v"],
        [""],
        [":80"],
        ["", "80"],
        ["-l", ""],
        ["-s", "", "localhost"],
        ["localhost", "80", "81"],
        ["localhost:80", "81"],
        ["-l", "localhost:80", "-p", "81"],
        ["-l", "80", "-p", "81"],
        ["-l", "80", "-p", "80"],
        ["localhost:80:81"],
        ["[localhost]:80"],
        ["[::1", "80"],
        ["[::1]80"],
        ["[127.0.0.1]:80"],
        ["::1::2"],
        ["-s", "127.0.0.1:80", "localhost"],
        ["localhost", "0"],
        ["localhost", "65536"],
        ["localhost", "99999999999999999999"],
        ["localhost", "-p", "-1"],
        ["localhost", "80x"],
        ["localhost", ""],
        ["localhost:"],
        ["localhost", "8 0"],
        ["localhost", "+80"],
        ["localhost", "1-1024"],
        ["localhost", "no-such-service"],
        ["-u", "localhost", "no-such-service"],
        ["-n", "localhost", "http"],
        ["-l", "65536"],
        ["-l", "-p", "65536"],
        ["-l", "localhost", "no-such-service"],
        ["-p", "65536", "localhost"],
        ["-w", "0", "localhost"],
        ["-w", "-1", "localhost"],
        ["-w", "", "localhost"],
        ["-w", "soon", "localhost"],
        ["-w", "5 s", "localhost"],
        ["-w", "1,5", "localhost"],
        ["-w", "1e3", "localhost"],
        ["-w", "ms", "localhost"],
        ["-w", "1d", "localhost"],
        ["-w", "1001h", "localhost"],
        ["-w", "99999999999999999999", "localhost"],
        ["-i", "0", "localhost"],
        ["-i", "x", "localhost"],
        ["-q", "-1", "localhost"],
        ["-q", "1001h", "localhost"],
        ["-l", "--accept-timeout", "0"],
        ["--accept-timeout", "5", "localhost"],
        ["-l", "--allow", "300.1.2.3"],
        ["-l", "--allow", "10.0.0.1,10.1"],
        ["-l", "--deny=0x7f.1"],
        ["-l", "--deny", "fe80::1%nosuch"],
        ["-l", "--allowfile", "/no/file"],
        ["-l", "--denyfile", "/"],
        ["-l", "--denyfile", ""],
        ["--allow", "127.0.0.1", "localhost"],
        ["--denyfile", "/no/file", "localhost"],
        ["-l", "-U", "--deny", "127.0.0.1", "path"],
        ["-l", "-U", "--allowfile", "/no/file", "path"],
        ["--retry", "-1", "localhost"],
        ["--retry", "1.5", "localhost"],
        ["--retry", "always", "localhost"],
        ["--retry", "99999999999", "localhost"],
        ["--retry-delay", "5", "localhost"],
        ["--retry-max-delay", "5", "localhost"],
        ["--retry", "1", "--retry-delay", "0", "localhost"],
        ["--retry", "1", "--retry-delay", "25h", "localhost"],
        ["--retry", "1", "--retry-max-delay", "25h", "localhost"],
        ["--retry", "1", "--retry-delay", "2s", "--retry-max-delay", "1s", "localhost"],
        ["--retry-for", "9ms", "localhost"],
        ["--retry-for", "25h", "localhost"],
        ["--proxy", "host", "-l"],
        ["--proxy", "host", "-u", "localhost"],
        ["--proxy", "host", "-U", "path"],
        ["--proxy", "", "localhost"],
        ["--proxy", "ftp://host", "localhost"],
        ["--proxy", "http://", "localhost"],
        ["--proxy", "host:0", "localhost"],
        ["--proxy", "host:port", "localhost"],
        ["-n", "--proxy", "host:http", "localhost"],
        ["--proxy", "host", "--proxy-type", "4", "localhost"],
        ["--proxy", "http://host", "--proxy-type", "socks5", "localhost"],
        ["--proxy", "host", "--proxy-dns", "here", "localhost"],
        ["-n", "--proxy", "host", "--proxy-dns", "local", "localhost"],
        ["-n", "--proxy", "host", "--proxy-dns", "both", "localhost"],
        ["--proxy", "one", "--proxy", "two", "--proxy-auth", "u:p", "localhost"],
        ["--proxy", "u@one", "--proxy-auth", "u:p", "localhost"],
        ["--proxy-auth", "u:p", "localhost"],
        ["--proxy-type", "http", "localhost"],
        ["--proxy-dns", "local", "localhost"],
        ["--proxy-type", "http", "-p", "80", "localhost"],
        ["-l", "--proxy-auth", "u:p"],
        ["-l", "--proxy-type", "socks4"],
        ["-l", "--proxy-type", "http", "--proxy-dns", "local"],
        ["-l", "--proxy-type", "http", "--proxy-auth", ""],
        ["-l", "--proxy-type", "http", "--proxy", "host"],
        ["-l", "--proxy-type", "http", "-u"],
        ["-l", "--proxy-type", "http", "--echo"],
        ["-l", "--proxy-type", "http", "--reply", "ok"],
        ["-l", "--proxy-type", "http", "--broker"],
        ["-l", "--proxy-type", "http", "--chat"],
        ["-l", "--proxy-type", "http", "-C"],
        ["-l", "--proxy-type", "http", "--send-only"],
        ["-l", "--proxy-type", "http", "--recv-only"],
        ["-l", "--proxy-type", "http", "-q", "1"],
        ["-l", "--proxy-type", "http", "--no-shutdown"],
        ["-4", "-6", "localhost"],
        ["--send-only", "--recv-only", "localhost"],
        ["-N", "--no-shutdown", "localhost"],
        ["--lines", "localhost"],
        ["-u", "--lines", "-C", "localhost"],
        ["-l", "-s", "127.0.0.1"],
        ["-l", "-w", "5"],
        ["-l", "--tls", "-w", "0"],
        ["--insecure", "localhost"],
        ["--tls-verify", "localhost"],
        ["--ssl-verify", "--insecure", "localhost"],
        ["--tls-trust", "x", "--insecure", "localhost"],
        ["--ssl-trustfile", "x", "--insecure", "localhost"],
        ["--tls-pin", _sha256, "--insecure", "localhost"],
        ["--tls-pin", _sha256, "--tls-trust", "x", "localhost"],
        ["--tls-pin", "", "localhost"],
        ["--tls-pin", _sha256[1..], "localhost"],
        ["--tls-pin", _sha256[1..] + "x", "localhost"],
        ["--tls-key", "x", "localhost"],
        ["--ssl-key", "x", "-l"],
        ["--tls-cert", "x", "--ssl-cert", "y", "localhost"],
        ["--tls-alpn", "x", "--ssl-alpn", "y", "-l"],
        ["--tls-alpn", "h2,", "localhost"],
        ["--tls-alpn", new string('x', 256), "localhost"],
        ["--tls-name", "", "localhost"],
        ["--tls-name", "a b", "localhost"],
        ["--tls-min", "1.1", "localhost"],
        ["--tls-ciphers", "HIGH", "localhost"],
        ["--tls-ciphers", "TLS_AES_128_GCM_SHA256,", "localhost"],
        ["--tls-min", "1.3", "--tls-ciphers", "ECDHE-RSA-AES128-GCM-SHA256", "localhost"],
        ["--tls-client-ca", "x", "localhost"],
        ["-l", "--tls-trust", "x"],
        ["-l", "--tls", "--insecure"],
        ["-l", "--ssl-verify"],
        ["-l", "--tls-pin", _sha256],
        ["-l", "--ssl-servername", "x"],
        ["-u", "--tls", "localhost"],
        ["-lu", "--ssl"],
        ["-u", "--ssl-cert", "x", "localhost"],
        ["-U", "--tls", "path"],
        ["-U"],
        ["-U", ""],
        ["-U", "path", "80"],
        ["-U", "-4", "path"],
        ["-U", "-6", "path"],
        ["-U", "-p", "80", "path"],
        ["-U", "-s", "", "path"],
        ["-U", _long],
        ["-U", new string('é', 54)],
        ["-l", "-U", _long],
        ["-U", "-s", _long, "path"],
    ];

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Sentences_AreAsAgreed()
    {
        var said = new StringBuilder();
        foreach (string[] words in _wrong)
        {
            said.AppendJoin(' ', ["dotcat", .. words.Select(Quoted)]).Append('\n');
            said.Append("  ").Append(Portable(Words.Refuse(words))).Append("\n\n");
        }

        await Verify(said.ToString().TrimEnd());
    }

    [Theory]
    [InlineData(@"'[\x1b[31m\x0a' is not a host; try 'dotcat --help'", "[\u001b[31m\n", "80")]
    [InlineData(@"unknown option --\x1b[2J; try 'dotcat --help'", "--\u001b[2J")]
    [InlineData(
        @"--retry: '\u202e1' is neither a whole number nor 'forever'; try 'dotcat --help'",
        "--retry",
        "\u202e1",
        "host"
    )]
    public void AWordWithControls_IsToldInOneLineThatDoesNothing(string expected, params string[] words) =>
        Assert.Equal(expected, Words.Refuse(words));

    [Fact]
    public void AWordWithoutEnd_IsCut_AndTheSentenceIsNot() =>
        Assert.Equal(
            $"--retry: '{new string('x', 200)}...' is neither a whole number nor 'forever'; try 'dotcat --help'",
            Words.Refuse("--retry", new string('x', 5000), "host")
        );

    private static string Portable(string sentence) =>
        sentence.Replace($"at most {UnixPath.MaxBytes} bytes", "at most {limit} bytes", StringComparison.Ordinal);

    private static string Quoted(string word) =>
        word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;
}
