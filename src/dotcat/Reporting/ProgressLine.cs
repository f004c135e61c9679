using System.Globalization;

namespace Dotcat.Reporting;

/// <summary>Progress in one line of a terminal: as much as its width has room for, what matters most first.</summary>
internal static class ProgressLine
{
    private const string Gap = "  ";
    private const int LeastBar = 8;

    /// <summary>At most <paramref name="columns"/> characters, all of them ASCII.</summary>
    public static string Make(ProgressState state, int columns)
    {
        (string Sent, string Rate) sent = (
            $"{Messages.SentSoFar(Amount.Of(state.Count.Sent))}",
            $"{Messages.Rate(Amount.Of(state.SentRate))}"
        );
        (string Received, string Rate) received = (
            $"{Messages.ReceivedSoFar(Amount.Of(state.Count.Received))}",
            $"{Messages.Rate(Amount.Of(state.ReceivedRate))}"
        );
        bool isStill = state.Count is { Sent: 0, Received: 0 };
        bool sends = isStill || state.IsSending || state.Count.Sent > 0;
        bool receives = isStill || !state.IsSending || state.Count.Received > 0;

        // In the order in which they are shown, each with its place in the order in which they are given up.
        (string? Text, int Rank)[] parts =
        [
            (state.IsOfMany ? $"{Messages.PresentClients(state.Count.Present)}" : null, 3),
            (sends ? sent.Sent : null, state.IsSending ? 0 : 6),
            (sends ? sent.Rate : null, state.IsSending ? 2 : 7),
            (receives ? received.Received : null, state.IsSending ? 6 : 0),
            (receives ? received.Rate : null, state.IsSending ? 7 : 2),
            (Clock(state.Count.Elapsed), 5),
            (state.Part is { } part ? Percentage(part) : null, 1),
            (state.Left is { } left ? $"{Messages.TimeLeft(Clock(left))}" : null, 4),
        ];
        List<string> shown = Fit(parts, columns, out int used);
        int bar = columns - used - Gap.Length;
        int place = shown.FindIndex(static text => text.EndsWith('%'));
        if (place >= 0 && bar >= LeastBar)
        {
            shown.Insert(place, Bar(state.Part!.Value, bar));
        }

        string line = string.Join(Gap, shown);
        return line.Length <= columns ? line : line[..Math.Max(0, columns)];
    }

    /// <summary>Those that there is room for, and the first in rank in any case.</summary>
    private static List<string> Fit((string? Text, int Rank)[] parts, int columns, out int used)
    {
        used = -Gap.Length;
        int givenUp = int.MaxValue;
        foreach ((string? text, int rank) in parts.OrderBy(static part => part.Rank))
        {
            int length = text is null ? 0 : Gap.Length + text.Length;
            if (rank > 0 && used + length > columns)
            {
                givenUp = rank;
                break;
            }

            used += length;
        }

        return [.. parts.Where(part => part.Rank < givenUp).Select(static part => part.Text).OfType<string>()];
    }

    private static string Bar(double part, int width)
    {
        int full = (int)(part * (width - 2));
        string head = full < width - 2 ? ">" : "";
        return $"[{new string('=', full)}{head.PadRight(width - 2 - full)}]";
    }

    /// <summary>Rounded down, so that 100 is all of it.</summary>
    private static string Percentage(double part) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100)}%");

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
