using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>Looks which ports of this machine answer: next to none of them does.</summary>
internal sealed class Scan : Workload
{
    public const string Ports = "1-65535";

    public Metric Time { get; } = new("scan of 65,535 closed ports", "s", "N2");

    public Metric Processor { get; } = new("scan of 65,535 closed ports: processor time", "s", "N2");

    public override IReadOnlyList<Metric> Metrics => [Time, Processor];

    public override bool IsFor(Contender contender) => contender.Scan is not null;

    public override double[] Measure(Contender contender)
    {
        using var child = Child.Start(contender.Scan!, NullDevice.Handle, NullDevice.Handle, Limit);
        ChildOutcome outcome = child.Wait();
        return outcome.ExitCode is 0 or 1 // whether one is open is not what is asked
            ? [Stopwatch.GetElapsedTime(child.Started, outcome.Ended).TotalSeconds, outcome.Processor.TotalSeconds]
            : throw new MeasurementException($"ended with {outcome.ExitCode}: {child.LastWords()}");
    }
}
