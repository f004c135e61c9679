namespace Dotcat.Tests.Unit;

/// <summary>How long an asynchronous test may take: far longer than it does, on a machine that is busy.</summary>
internal static class TimeLimit
{
    public const int Milliseconds = 30_000;
}
