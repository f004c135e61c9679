using Dotcat.Benchmarks.Contenders;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>Something that a tool is to do, and what is read off it.</summary>
internal abstract class Workload
{
    /// <summary>For one run of one tool, beyond which it is killed.</summary>
    protected static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    public abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Whether it is among the things that the tool does.</summary>
    public virtual bool IsFor(Contender contender) => contender.IsNetcat;

    /// <summary>Has it done once; a figure for each metric.</summary>
    public abstract double[] Measure(Contender contender);
}
