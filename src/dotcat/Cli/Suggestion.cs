namespace Dotcat.Cli;

/// <summary>Which option was meant by a long name that is none.</summary>
internal static class Suggestion
{
    /// <summary>The long name that begins and ends most as what was typed does; null where half of that is other.</summary>
    public static string? For(string typed)
    {
        string? nearest = null;
        int most = typed.Length / 2;
        foreach (OptionDefinition option in OptionGroups.All)
        {
            if (option.Name is { } name && SharedEnds(typed, name) is var shared && shared > most)
            {
                (nearest, most) = (name, shared);
            }
        }

        return nearest;
    }

    /// <summary>How many letters two names begin with alike, and the rests of them end with.</summary>
    private static int SharedEnds(string one, string other)
    {
        int first = one.AsSpan().CommonPrefixLength(other);
        int last = 0;
        while (first + last < Math.Min(one.Length, other.Length) && one[^(last + 1)] == other[^(last + 1)])
        {
            last++;
        }

        return first + last;
    }
}
