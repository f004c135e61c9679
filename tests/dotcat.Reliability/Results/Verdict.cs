namespace Dotcat.Reliability.Results;

internal enum Verdict
{
    Held,
    Broken,
    Skipped,
}
