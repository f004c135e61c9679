namespace Dotcat.Reliability.Results;

/// <summary>What came of a trial.</summary>
/// <param name="Trial">Which one.</param>
/// <param name="Verdict">Whether it held.</param>
/// <param name="Words">The figures of one that held, how one broke, or why one was skipped.</param>
/// <param name="Took">How long it was at it.</param>
internal sealed record Result(Trial Trial, Verdict Verdict, string Words, TimeSpan Took);
