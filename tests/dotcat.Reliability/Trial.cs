namespace Dotcat.Reliability;

/// <summary>Something that dotcat is held to, and what is done to it to see whether it holds.</summary>
/// <param name="group">The folder that it stands in, and its table in the report.</param>
/// <param name="name">What is done, short enough for a row of the table.</param>
internal abstract class Trial(string group, string name)
{
    public string Group => group;

    public string Name => name;

    /// <summary>Where the machine lacks one of them, the trial is skipped.</summary>
    public virtual IReadOnlyList<Requirement> Requirements => [];

    /// <summary>Whether it is done at the same time as the others of its group that are, which are its load.</summary>
    public virtual bool IsSideBySide => false;

    /// <summary>When a trial that has not ended is broken.</summary>
    public virtual TimeSpan Limit(bool isShort) => isShort ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(20);

    /// <summary>Does it once.</summary>
    /// <returns>The figures that were seen, in a few words.</returns>
    /// <exception cref="BrokenException">It did not hold.</exception>
    public abstract Task<string> RunAsync(Conditions conditions);
}
