namespace Dotcat.Cli;

/// <summary>Which option was meant by a long name that is none.</summary>
internal static class Suggestion
{
    private const double LeastLikeness = 0.33;

    /// <summary>The long name that is most like what was typed; null where none is like it.</summary>
    public static string? For(string typed)
    {
        string? best = null;
        double most = LeastLikeness;
        foreach (OptionDefinition option in OptionTable.All)
        {
            // The dashes count, too: otherwise a few letters would be like any short name.
            if (
                option.Name is { } name
                && IsNear(typed, name)
                && Likeness($"--{typed}", name) is var likeness
                && likeness > most
            )
            {
                (best, most) = (name, likeness);
            }
        }

        return best;
    }

    /// <summary>Without that, --nope would be like --tls-name.</summary>
    private static bool IsNear(string typed, string name) =>
        typed.StartsWith(name[0])
        || Array.Exists(typed.Split('-'), part => name.Contains(part, StringComparison.Ordinal));

    private static double Likeness(string one, string other) =>
        1 - ((double)Distance(one, other) / Math.Max(one.Length, other.Length));

    /// <summary>Letters to put in, take out, change or swap: the optimal string alignment distance.</summary>
    private static int Distance(string one, string other)
    {
        int[][] steps = new int[one.Length + 1][];
        for (int i = 0; i <= one.Length; i++)
        {
            steps[i] = new int[other.Length + 1];
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i][j] = i + j;
                    continue;
                }

                int changed = one[i - 1] == other[j - 1] ? 0 : 1;
                int least = Math.Min(steps[i - 1][j - 1] + changed, Math.Min(steps[i - 1][j], steps[i][j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                steps[i][j] = swapped ? Math.Min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }

        return steps[^1][^1];
    }
}
