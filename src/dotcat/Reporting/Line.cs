namespace Dotcat.Reporting;

/// <summary>A sentence of an event.</summary>
/// <param name="Level">How much the user must have asked for to hear it.</param>
/// <param name="Words">The sentence.</param>
internal readonly record struct Line(Verbosity Level, Sentence Words)
{
    /// <summary>Whether it is about something that went wrong.</summary>
    public bool IsTrouble { get; init; }

    /// <summary>What the platform threw, for <see cref="Verbosity.Everything"/>; null for nothing.</summary>
    public Exception? Cause { get; init; }
}
