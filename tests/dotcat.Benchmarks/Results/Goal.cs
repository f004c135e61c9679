using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks.Results;

/// <summary>What the native dotcat is to reach beside another tool: as little as so much, or as much as that.</summary>
internal sealed record Goal(Metric Metric, Contender Beside, double Ratio)
{
    public string Wanted => FormattableString.Invariant($"at {(Metric.MoreIsBetter ? "least" : "most")} {Ratio:0.0}×");

    public bool IsReachedBy(double ratio)
    {
        double shown = Math.Round(ratio, 2);
        return Metric.MoreIsBetter ? shown >= Ratio : shown <= Ratio;
    }
}
