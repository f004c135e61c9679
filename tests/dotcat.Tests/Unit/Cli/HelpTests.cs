using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

[UsesVerify]
public sealed class HelpTests
{
    private const string Marker = "<!-- help -->";

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Help_IsAsAgreed() => await Verify(HelpText.Make());

    [Fact]
    public void Lines_FitATerminalOf80Columns() =>
        Assert.All(HelpText.Make().Split('\n'), static line => Assert.InRange(line.Length, 0, 80));

    [Fact]
    public void Options_AreAllThere() =>
        Assert.All(
            OptionTable.All,
            static option => Assert.Contains(option.Display, HelpText.Make(), StringComparison.Ordinal)
        );

    [Fact]
    public void Readme_ShowsTheHelpWordForWord()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");

        Assert.Equal(HelpText.Make().Trim(), FencedBlockAfter(Marker, readme).Trim());
    }

    private static string FencedBlockAfter(string marker, string text)
    {
        int start = text.IndexOf($"\n{marker}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no line {marker}");
        string[] parts = text[start..].Split("\n```", 3);
        Assert.True(parts.Length == 3, $"README.md has no fenced block after {marker}");
        return parts[1][parts[1].IndexOf('\n', StringComparison.Ordinal)..];
    }
}
