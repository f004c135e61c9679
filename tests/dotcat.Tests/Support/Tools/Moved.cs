using System.Globalization;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Tools;

/// <summary>The counts in dotcat's line about what was moved: <c>sent 3 bytes, received 1 byte in 12 ms</c>.</summary>
internal static partial class Moved
{
    public static (long Sent, long Received) In(IEnumerable<string> lines)
    {
        Match counts = Assert.Single(lines.Select(line => Counts().Match(line)), match => match.Success);
        return (Number(counts.Groups[1]), Number(counts.Groups[2]));
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("sent ([0-9]+) bytes?, received ([0-9]+) bytes? in ")]
    private static partial Regex Counts();
}
