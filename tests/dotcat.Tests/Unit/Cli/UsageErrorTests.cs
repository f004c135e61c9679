using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Every way to get the command line wrong, and what is said to it.</summary>
[UsesVerify]
public sealed class UsageErrorTests
{
    private static readonly string _long = new('x', 108);

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
        ["--broker", "--send-only"],
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
        ["-4", "-6", "localhost"],
        ["--send-only", "--recv-only", "localhost"],
        ["-N", "--no-shutdown", "localhost"],
        ["--lines", "localhost"],
        ["-u", "--lines", "-C", "localhost"],
        ["-l", "-s", "127.0.0.1"],
        ["-l", "-w", "5"],
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

    private static string Portable(string sentence) =>
        sentence.Replace($"at most {UnixPath.MaxBytes} bytes", "at most {limit} bytes", StringComparison.Ordinal);

    private static string Quoted(string word) =>
        word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;
}
