using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support;

/// <summary>README.md, as it is printed.</summary>
internal static class Readme
{
    public static string Text { get; } =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");

    /// <summary>The line of a table that does this.</summary>
    public static string LineTo(string purpose)
    {
        Match row = Regex.Match(Text, $@"\n\| {Regex.Escape(purpose)} \| `(?<line>.*)` \|\n");
        Assert.True(row.Success, $"README.md has no line to {purpose}");
        return row.Groups["line"].Value.Replace("\\|", "|", StringComparison.Ordinal);
    }
}
