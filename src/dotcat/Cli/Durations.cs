using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Lengths of time: a number with ms, s, m or h behind it; seconds where the unit is left out.</summary>
internal static class Durations
{
    /// <summary>The least that is more than nothing.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromTicks(1);

    /// <summary>More than any timer of the platform is asked for (2^32 ms).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1000);

    /// <exception cref="UsageException">The text is no time, or outside of the limits.</exception>
    public static TimeSpan Read(OptionDefinition option, string text, TimeSpan shortest, TimeSpan longest)
    {
        Sentence? problem =
            !TryParse(text, out TimeSpan time) ? Messages.BadTime(option.Display, text)
            : time > longest ? Messages.TimeTooLong(option.Display, longest)
            : time >= shortest ? null
            : shortest == Shortest ? Messages.TimeNotPositive(option.Display)
            : Messages.TimeTooShort(option.Display, shortest);
        return problem is null ? time : throw new UsageException(problem, option.Elsewhere);
    }

    /// <summary>A time that is too large to be told from another becomes <see cref="TimeSpan.MaxValue"/>.</summary>
    internal static bool TryParse(string text, out TimeSpan time)
    {
        (int unitLength, long ticks) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) => (2, TimeSpan.TicksPerMillisecond),
            _ when text.EndsWith('s') || text.EndsWith('S') => (1, TimeSpan.TicksPerSecond),
            _ when text.EndsWith('m') || text.EndsWith('M') => (1, TimeSpan.TicksPerMinute),
            _ when text.EndsWith('h') || text.EndsWith('H') => (1, TimeSpan.TicksPerHour),
            _ => (0, TimeSpan.TicksPerSecond),
        };
        time = TimeSpan.Zero;
        if (
            !decimal.TryParse(
                text.AsSpan(0, text.Length - unitLength),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
        )
        {
            return false;
        }

        time = number > long.MaxValue / ticks ? TimeSpan.MaxValue : new TimeSpan((long)(number * ticks));
        return true;
    }
}
