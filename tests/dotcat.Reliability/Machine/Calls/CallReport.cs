using System.Globalization;

namespace Dotcat.Reliability.Machine.Calls;

/// <summary>What failing.c says of a run.</summary>
/// <param name="Failed">The first argument of the call that failed; null where there was no such call.</param>
/// <param name="Counts">How many of each there were.</param>
internal sealed record CallReport(long? Failed, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>Reads it when it is complete, which is shortly after the run has ended.</summary>
    public static async Task<CallReport> ReadAsync(string file, CancellationToken limit)
    {
        string[] lines;
        while (true)
        {
            lines = File.Exists(file) ? (await File.ReadAllTextAsync(file, limit)).TrimEnd('\n').Split('\n') : [];
            if (lines is [.., "end"])
            {
                break;
            }

            await Task.Delay(5, limit);
        }

        long? failed = null;
        var counts = new Dictionary<string, int>();
        foreach (string[] words in lines.Select(static line => line.Split(' ')))
        {
            if (words is ["failed", var argument])
            {
                failed = long.Parse(argument, CultureInfo.InvariantCulture);
            }
            else if (words is [var call, var kind, var command, var count])
            {
                string name = kind == "none" ? call : $"{call} {kind}";
                name += call == "fcntl" ? $" {command}" : "";
                counts[name] = int.Parse(count, CultureInfo.InvariantCulture) + counts.GetValueOrDefault(name);
            }
        }

        return new CallReport(failed, counts);
    }
}
