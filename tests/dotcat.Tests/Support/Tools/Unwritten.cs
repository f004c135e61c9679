using System.Globalization;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Tools;

/// <summary>The count in dotcat's line about what it could not write: <c>up to 3 bytes that arrived were …</c>.</summary>
internal static partial class Unwritten
{
    /// <summary>0 where it says nothing about it.</summary>
    public static long In(IEnumerable<string> lines)
    {
        Match? count = lines.Select(line => Count().Match(line)).SingleOrDefault(match => match.Success);
        return count is null ? 0 : long.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("up to ([0-9]+) bytes? that arrived were not written")]
    private static partial Regex Count();
}
