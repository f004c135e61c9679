using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Processes;
using Dotcat.Benchmarks.Results;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>The least a tool can be asked for: what it costs to start it.</summary>
internal sealed class Help(int runs) : Workload
{
    public Metric Time { get; } = new("`--help`", "ms", "N2");

    public override IReadOnlyList<Metric> Metrics => [Time];

    public override bool IsFor(Contender contender) => contender.Help is not null;

    public override double[] Measure(Contender contender) =>
        [Statistics.Median([.. Enumerable.Range(0, runs).Select(_ => Once(contender))])];

    private static double Once(Contender contender)
    {
        using var child = Child.Start(contender.Help!, NullDevice.Handle, NullDevice.Handle, Limit);
        ChildOutcome outcome = child.WaitForSuccess();
        return Stopwatch.GetElapsedTime(child.Started, outcome.Ended).TotalMilliseconds;
    }
}
