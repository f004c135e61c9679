using System.Globalization;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>What the tool's records of a run hold: <c>-o all -x hex</c>.</summary>
internal static class Records
{
    /// <returns>How many bytes the plain record has, and what is wrong with either; null for nothing.</returns>
    public static async Task<(long Length, string? Damage)> ReadAsync(string folder)
    {
        var all = new FileInfo(Path.Combine(folder, "all"));
        var hex = new FileInfo(Path.Combine(folder, "hex"));
        if (!all.Exists || !hex.Exists)
        {
            return (0, null);
        }

        string text = await File.ReadAllTextAsync(hex.FullName);
        string? damage = text.Length > 0 && !text.EndsWith('\n') ? "the hex dump ends within a line" : null;
        long said = 0;
        long dumped = 0;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '<' or '>')
            {
                string[] words = line.Split(' ');
                said += long.Parse(words[^2], CultureInfo.InvariantCulture);
            }
            else
            {
                string digits = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Split("  ")[0];
                dumped += digits.Replace(" ", "", StringComparison.Ordinal).Length / 2;
            }
        }

        damage ??= said != dumped ? $"the hex dump names {said} bytes and shows {dumped}" : null;
        return (all.Length, damage);
    }
}
