using System.Text.RegularExpressions;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Tab, typed in a real shell in a terminal.</summary>
public sealed class Completions : IDisposable
{
    private readonly TemporaryFolder _home = new();

    /// <summary>What is typed, and the words that the shell makes of it.</summary>
    private static readonly (string Typed, string Words)[] _lines =
    [
        ("--proxy-ty\th\t", "--proxy-type http"),
        ("--proxy-type=h\t", "--proxy-type http"),
        ("--proxy-dns r\t", "--proxy-dns remote"),
        ("--retry f\t", "--retry forever"),
        ("--generate=f\t", "--generate fish"),
        ("--recv\thost", "--recv-only host"),
        ("--tls-cert certi\t", "--tls-cert certificate.pem"),
        ("--tls-key=certi\t", "--tls-key certificate.pem"),
        ("--allowfile certi\t", "--allowfile certificate.pem"),
        ("-e dotcat-tes\t", "-e dotcat-test-program"),
        ("-U sock\t", "-U socket"),
        ("-lvU sock\t", "-lvU socket"),
        ("--unixsock sock\t", "--unixsock socket"),
        ("known-ho\tgophe\t", "known-host.example gopher"),
        ("-v -w 5 known-ho\tgophe\t", "-v -w 5 known-host.example gopher"),
        ("--wait 5 known-ho\t", "--wait 5 known-host.example"),
        ("-l gophe\t", "-l gopher"),
        ("-lp gophe\t", "-lp gopher"),
        ("-lpgophe\t", "-lpgopher"),
        ("--source-port gophe\t", "--source-port gopher"),
        ("-s known-ho\t", "-s known-host.example"),
        ("-- known-ho\t", "-- known-host.example"),
    ];

    public static TheoryData<string, string, string> Lines
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (string shell in (string[])["bash", "zsh", "fish"])
            {
                foreach ((string typed, string words) in _lines)
                {
                    all.Add(shell, typed, words);
                }
            }

            all.Add("bash", "known-host.example:gophe\t", "known-host.example:gopher"); // bash divides words at colons
            return all;
        }
    }

    public void Dispose() => _home.Dispose();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Lines))]
    public async Task Tab_CompletesWhatIsTyped(string program, string typed, string words)
    {
        await using Shell shell = await StartAsync(program);

        await shell.TypeAsync($"dotcat {typed}\n");

        // zsh puts an equals sign behind a long name, the others a blank
        string made = (await shell.SeesAsync(@"words: ([^\r]*)\r\n")).Groups[1].Value;
        Assert.Equal(words, made.Replace('=', ' ').TrimEnd());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Tab_ListsWhatThereIs(string program)
    {
        await using Shell shell = await StartAsync(program);

        await shell.TypeAsync("dotcat --proxy-type \t\t");

        Match list = await shell.SeesAsync(@"http\b[\s\S]*socks4\b[\s\S]*socks5\b");
        Assert.DoesNotContain("certificate.pem", list.Value, StringComparison.Ordinal);
    }

    /// <summary>A home with something of each kind in it, where dotcat tells what it is given.</summary>
    private async Task<Shell> StartAsync(string program)
    {
        Skip.IfNot(File.Exists("/etc/services"), "this system has no /etc/services");
        _home.Write("certificate.pem", "");
        _home.Write("socket", "");
        Directory.CreateDirectory(_home.File(".ssh"));
        _home.Write(".ssh/known_hosts", "known-host.example ssh-ed25519 AAAA\n");
        _home.Write("dotcat-test-program", "#!/bin/sh\n");
        Shell shell = Shell.Start(
            program,
            $"cd {_home.Path}; chmod +x dotcat-test-program; export HOME=$PWD PATH=$PWD:$PATH TERM=xterm; exec {Interactive(program)}"
        );
        await shell.TypeAsync(Prepared(program));
        await shell.AnswersAsync();
        return shell;
    }

    private static string Interactive(string program) =>
        program switch
        {
            "bash" => "bash --norc --noprofile -i",
            "zsh" => "zsh -f -i",
            _ => "fish --no-config -i",
        };

    /// <summary>With the completion, and a function in dotcat's place.</summary>
    private static string Prepared(string program) =>
        program switch
        {
            "bash" => $$"""
                dotcat() { printf 'wor%s: %s\n' ds "$*"; }; eval "$({{Tool.Path}} --generate bash)"

                """,
            "zsh" => $$"""
                dotcat() { printf 'wor%s: %s\n' ds "$*"; }; autoload -U compinit; compinit -D -u; eval "$({{Tool.Path}} --generate zsh)"

                """,
            _ => $$"""
                function dotcat; printf 'wor%s: %s\n' ds "$argv"; end; {{Tool.Path}} --generate fish | source

                """,
        };
}
