using System.Text.RegularExpressions;
using Dotcat.Cli;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The man page, as those who read man pages judge it.</summary>
public sealed partial class ManPages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("mandoc", "-T", "lint", "-W", "all")]
    [InlineData("man", "--warnings", "-E", "UTF-8", "-l")]
    public async Task NobodyHasAWordToSayAgainstIt(string program, params string[] arguments)
    {
        Peers.Require(program);
        await using RunningProcess reader = RunningProcess.Start(program, [.. arguments, await MakeAsync()]);

        ProcessEnd end = await reader.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
        if (program == "mandoc")
        {
            Assert.Equal("", end.Text);
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ItTellsOfEveryOption_AndHasItsSections()
    {
        string page = await RenderAsync();

        Assert.All(
            OptionGroups.Sections.SelectMany(static section => section.Options),
            option => Assert.Contains(Spaced(option.Help), page, StringComparison.Ordinal)
        );
        Assert.All(OptionGroups.All, option => Assert.Contains($" {option.Display}", page, StringComparison.Ordinal));
        Assert.All(
            Example.All(),
            example => Assert.Contains($"{example.Line} {example.Meaning}", page, StringComparison.Ordinal)
        );
        string[] sections =
        [
            "NAME dotcat - connect",
            "SYNOPSIS dotcat [options] HOST",
            "DESCRIPTION dotcat is",
            "OPTIONS Options",
            "WHEN A CONVERSATION ENDS 1. Standard input ends",
            "2. The peer ends",
            "3. A datagram peer never ends",
            "4. A reset",
            "5. The reader of standard output goes away",
            "EXIT STATUS 0 It did",
            "ENVIRONMENT Options",
            "FILES /etc/services",
            "EXAMPLES dotcat",
            "SEE ALSO curl(1)",
            "BUGS Report",
        ];
        Assert.All(sections, section => Assert.Contains(section, page, StringComparison.Ordinal));
    }

    /// <summary>As it is read, in one line.</summary>
    private async Task<string> RenderAsync()
    {
        Peers.Require("mandoc");
        await using RunningProcess mandoc = RunningProcess.Start("mandoc", "-T", "ascii", await MakeAsync());
        string page = await mandoc.ReadTextToEndAsync();
        return Spaced(Overstrike().Replace(page, ""));
    }

    private static string Spaced(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task<string> MakeAsync()
    {
        ProcessEnd page = await Tool.RunAsync("", "--generate", "man");
        return _folder.Write("dotcat.1", page.Text);
    }

    /// <summary>How a line printer made bold letters.</summary>
    [GeneratedRegex(".\u0008")]
    private static partial Regex Overstrike();
}
