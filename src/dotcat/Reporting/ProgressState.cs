using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>Where a run stands.</summary>
/// <param name="Count">What has moved.</param>
/// <param name="SentRate">Bytes a second that were sent lately.</param>
/// <param name="ReceivedRate">Bytes a second that were received lately.</param>
internal sealed record ProgressState(TrafficCount Count, double SentRate, double ReceivedRate)
{
    private const double MostSeconds = 99_999 * 3600.0; // that are worth telling

    /// <summary>Whether peers come and go, so that their number is worth telling.</summary>
    public bool IsOfMany { get; init; }

    /// <summary>Null where nobody knows.</summary>
    public ProgressGoal? Goal { get; init; }

    /// <summary>Whether it is about what is sent, more than about what is received.</summary>
    public bool IsSending => Goal is { IsInput: true } || Count.Sent >= Count.Received;

    /// <summary>Of the goal, 0 to 1; null where there is none, or more has moved than that.</summary>
    public double? Part => Goal is { } goal && Done <= goal.Size ? (double)Done / goal.Size : null;

    /// <summary>How long it will take if it goes on like this; null where that cannot be said.</summary>
    public TimeSpan? Left =>
        Goal is { } goal
        && Done < goal.Size
        && (IsSending ? SentRate : ReceivedRate) is > 0 and var rate
        && (goal.Size - Done) / rate is < MostSeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private long Done => IsSending ? Count.Sent : Count.Received;
}
