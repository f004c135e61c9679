using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races;

/// <summary>Something concurrent of the tool's, and what holds of it in whatever order things go on.</summary>
internal abstract class Race
{
    /// <summary>Done once, in one order, and looked at in the end.</summary>
    /// <exception cref="BrokenException">It did not hold.</exception>
    public abstract Task RunAsync(Schedule schedule);

    /// <summary>For what has to be so.</summary>
    protected static void Require(bool condition, string sentence) => BrokenException.ThrowUnless(condition, sentence);

    /// <summary>For two that have to be the same.</summary>
    protected static void RequireSame<T>(T expected, T seen, string what) =>
        BrokenException.ThrowUnless(Equals(expected, seen), $"{what}: {seen} instead of {expected}");
}
