using System.Runtime.CompilerServices;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What PowerShell offers behind a line: the local tool's (<c>dotnet tool restore</c>).</summary>
public sealed class PowerShellCompletions
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Tab_OffersWhatBegins()
    {
        (string Line, string Offered)[] lines =
        [
            ("dotcat --proxy-ty", "--proxy-type"),
            ("dotcat --proxy-type s", "socks4 socks5"),
            ("dotcat -v --proxy-type=h", "--proxy-type=http"),
            ("dotcat --tls-min ", "1.2 1.3"),
            ("dotcat --tls-min=", "--tls-min=1.2 --tls-min=1.3"),
            ("dotcat --generate p", "pwsh"),
            ("dotcat --retry ", "forever"),
            ("dotcat -l --recv", "--recv-only"),
            ("dotcat --ssl-v", "--ssl-verify"),
            ("dotcat -U", "-U"),
            ("dotcat -u", "-u"),
        ];
        string script = string.Join(
            "; ",
            lines.Select(static line => $"(TabExpansion2 '{line.Line}').CompletionMatches.CompletionText -join ' '")
        );

        ProcessEnd end = await RunAsync($"& '{Tool.Path}' --generate pwsh | Out-String | Invoke-Expression; {script}");

        Assert.Empty(end.ErrorLines);
        Assert.Equal(
            lines.Select(static line => line.Offered),
            end.Text.TrimEnd().ReplaceLineEndings("\n").Split('\n')
        );
    }

    /// <summary>Every letter and name, each told what it does.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Tab_BehindADash_OffersEveryOption()
    {
        ProcessEnd help = await Tool.RunAsync("", "--help");

        ProcessEnd end = await RunAsync(
            $"& '{Tool.Path}' --generate pwsh | Out-String | Invoke-Expression;"
                + " (TabExpansion2 'dotcat -').CompletionMatches | % { $_.CompletionText + ' ' + $_.ToolTip }"
        );

        Assert.Empty(end.ErrorLines);
        string[] offered = end.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(offered, static line => Assert.InRange(line.Split(' ').Length, 2, int.MaxValue));
        Assert.All(
            help.Text.Split('\n').Where(static line => line.TrimStart().StartsWith('-')),
            line =>
                Assert.Contains(
                    offered,
                    one =>
                        one.StartsWith(
                            $"{line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[0]} ",
                            StringComparison.Ordinal
                        )
                )
        );
    }

    /// <summary>README's line, run as printed, and what a shell that is started then offers.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task InstallLine_DoesWhatItIsSaidToDo()
    {
        using var home = new TemporaryFolder();
        File.CreateSymbolicLink(home.File("dotcat"), Tool.Path);
        string profile = $"XDG_CONFIG_HOME={home.Path} PATH=$PATH:{home.Path}";

        ProcessEnd installing = await RunAsync(Readme.LineTo("in PowerShell"), "", profile);
        ProcessEnd end = await RunAsync(
            "(TabExpansion2 'dotcat --recv').CompletionMatches.CompletionText",
            "",
            profile
        );

        Assert.Empty(installing.ErrorLines);
        Assert.Equal("--recv-only", end.Text.TrimEnd());
    }

    private static async Task<ProcessEnd> RunAsync(
        string script,
        string options = "-NoProfile",
        string environment = ""
    )
    {
        await using RunningProcess shell = RunningProcess.Start(
            "/bin/sh",
            "-c",
            $"cd \"$0\" && {environment} DOTNET_NOLOGO=1 exec dotnet tool run pwsh -- {options} -NonInteractive -Command \"$1\"",
            SourceFolder(),
            script
        );
        ProcessEnd end = await shell.EndAsync();
        bool isRestored = !end.ErrorLines.Any(static line =>
            line.Contains("dotnet tool restore", StringComparison.Ordinal)
        );
        Skip.IfNot(isRestored || Environment.GetEnvironmentVariable("CI") == "true", "no 'dotnet tool restore' yet");
        return end;
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
