namespace Dotcat.Dialing;

/// <summary>How often and how long to try again.</summary>
internal sealed record RetryOptions
{
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromMilliseconds(200);

    public static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Tries after the first; <see cref="int.MaxValue"/> for no limit.</summary>
    public int Retries { get; init; }

    /// <summary>The first pause, 0 to 24 h; doubling with jitter.</summary>
    public TimeSpan Delay { get; init; } = DefaultDelay;

    /// <summary>The longest pause, up to 24 h.</summary>
    public TimeSpan MaxDelay { get; init; } = DefaultMaxDelay;

    /// <summary>Limit for all tries and pauses together, 10 ms to 24 h; null for none.</summary>
    public TimeSpan? Total { get; init; }
}
