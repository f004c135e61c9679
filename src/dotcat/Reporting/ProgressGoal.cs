namespace Dotcat.Reporting;

/// <summary>How much there is to move.</summary>
/// <param name="Size">Bytes, 1 at the least.</param>
/// <param name="IsInput">Whether standard input brings them, so that they are sent; else whichever way more moves.</param>
internal sealed record ProgressGoal(long Size, bool IsInput);
