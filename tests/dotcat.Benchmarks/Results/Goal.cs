using System.Globalization;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks.Results;

/// <summary>What the native dotcat is to reach: as little or as much as a bound, by itself or as a ratio to another tool.</summary>
/// <param name="Metric">Of both.</param>
/// <param name="Beside">The other tool; null where the figure itself is to be reached.</param>
/// <param name="Bound">A ratio, or a figure in the metric's unit.</param>
internal sealed record Goal(Metric Metric, Contender? Beside, double Bound)
{
    public string Wanted =>
        $"at {(Metric.MoreIsBetter ? "least" : "most")} {Show(Bound, Beside is null ? Metric.Format : "0.0#")}";

    public double? Measured(Scores scores, Contender native) =>
        Beside is null ? scores.Of(Metric, native).Median : scores.Ratio(Metric, native, Beside);

    public string Show(double measured) => Show(measured, Beside is null ? Metric.Format : "0.00");

    public bool IsReachedBy(double measured)
    {
        double shown = Math.Round(measured, 2);
        return Metric.MoreIsBetter ? shown >= Bound : shown <= Bound;
    }

    private string Show(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture) + (Beside is null ? $" {Metric.Unit}" : "×");
}
