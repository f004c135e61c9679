using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

[UsesVerify]
public sealed class HelpTests
{
    private const string Marker = "<!-- help -->";

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Help_IsAsAgreed() => await Verify(HelpText.Make());

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Usage_IsAsAgreed() => await Verify(HelpText.Usage());

    [Fact]
    public void Usage_FitsOneScreen() => Assert.InRange(HelpText.Usage().TrimEnd().Split('\n').Length, 20, 45);

    [Fact]
    public void Usage_HasThreeExamples() =>
        Assert.Equal(
            Example.All()[..3],
            Array.FindAll(Example.All(), static example => Shows(HelpText.Usage(), example.Line))
        );

    [Fact]
    public void Lines_FitATerminalOf80Columns() =>
        Assert.All(
            [.. HelpText.Make().Split('\n'), .. HelpText.Usage().Split('\n')],
            static line => Assert.InRange(line.Length, 0, 80)
        );

    [Fact]
    public void Examples_AreAllThere_AndCanBeRead() =>
        Assert.All(
            Example.All(),
            static example =>
            {
                Assert.True(Shows(HelpText.Make(), example.Line));
                Assert.NotNull(Words.Read(Words.OfLine(example.Line)));
            }
        );

    [Fact]
    public void Options_AreAllThere() =>
        Assert.All(
            OptionGroups.All,
            static option => Assert.Contains(option.Display, HelpText.Make(), StringComparison.Ordinal)
        );

    [Fact]
    public void Readme_ShowsTheHelpWordForWord()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");

        Assert.Equal(HelpText.Make().Trim(), FencedBlockAfter(Marker, readme).Trim());
    }

    private static bool Shows(string help, string line) => help.Contains($"\n  {line}", StringComparison.Ordinal);

    private static string FencedBlockAfter(string marker, string text)
    {
        int start = text.IndexOf($"\n{marker}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no line {marker}");
        string[] parts = text[start..].Split("\n```", 3);
        Assert.True(parts.Length == 3, $"README.md has no fenced block after {marker}");
        return parts[1][parts[1].IndexOf('\n', StringComparison.Ordinal)..];
    }
}
