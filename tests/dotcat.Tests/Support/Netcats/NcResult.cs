using System.Globalization;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Netcats;

/// <summary>What came of a command line: what a script can see of it, without ports and names that change.</summary>
internal sealed partial class NcResult
{
    public NcResult(ProcessEnd end, string received, int port, string folder)
    {
        string stderr = string.Join('\n', end.ErrorLines.Where(static line => !IsOfTheShell(line)));
        stderr = UsageText()
            .Replace(stderr, "usage")
            .Replace($"{port}", "PORT", StringComparison.Ordinal)
            .Replace(folder, "FOLDER", StringComparison.Ordinal);
        Seen = new Dictionary<string, string>
        {
            ["exit"] = end.ExitCode.ToString(CultureInfo.InvariantCulture),
            ["stdout"] = System.Text.Encoding.Latin1.GetString(end.Output),
            ["stderr"] = OtherPorts().Replace(stderr, "N"),
            ["received"] = received,
        };
    }

    /// <summary>By what a case calls it: <c>exit</c>, <c>stdout</c>, <c>stderr</c>, and what the peer has <c>received</c>.</summary>
    public IReadOnlyDictionary<string, string> Seen { get; }

    public string this[string what] => Seen[what];

    /// <summary>Whether what it writes is still wanted depends on who is faster.</summary>
    private static bool IsOfTheShell(string line) =>
        line.EndsWith("write error: Broken pipe", StringComparison.Ordinal);

    /// <summary>Each has words of its own for what its options are.</summary>
    [GeneratedRegex(@"^usage: .*(\n\t.*)*", RegexOptions.Multiline)]
    private static partial Regex UsageText();

    [GeneratedRegex(@"\b[0-9]{4,5}\b")]
    private static partial Regex OtherPorts();
}
