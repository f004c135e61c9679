using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks.Results;

/// <summary>All figures of a run, and what failed.</summary>
internal sealed class Scores
{
    private readonly Dictionary<(Metric, Contender), Series> _series = [];
    private readonly List<string> _failures = [];

    public IReadOnlyList<string> Failures => _failures;

    public void Add(Workload workload, Contender contender, double[] figures)
    {
        for (int i = 0; i < figures.Length; i++)
        {
            Of(workload.Metrics[i], contender).Add(figures[i]);
        }
    }

    public void AddFailure(string failure) => _failures.Add(failure);

    public Series Of(Metric metric, Contender contender)
    {
        if (!_series.TryGetValue((metric, contender), out Series? series))
        {
            _series.Add((metric, contender), series = new Series());
        }

        return series;
    }

    /// <summary>One tool's median over another's; null where either is not there.</summary>
    public double? Ratio(Metric metric, Contender of, Contender to) => Of(metric, of).Median / Of(metric, to).Median;
}
