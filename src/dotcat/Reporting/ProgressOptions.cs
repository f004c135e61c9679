namespace Dotcat.Reporting;

/// <summary>What the user said of how progress is shown.</summary>
internal sealed record ProgressOptions
{
    /// <summary>Bytes that there are to move; null where the user did not say.</summary>
    public long? Size { get; init; }
}
