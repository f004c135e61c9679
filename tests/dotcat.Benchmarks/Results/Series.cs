namespace Dotcat.Benchmarks.Results;

/// <summary>What one tool reached in one row, round by round.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    public double? Median => _values.Count == 0 ? null : Statistics.Median(_values);

    /// <summary>Half the distance between the quartiles, as a part of the median; 0 where that is 0.</summary>
    public double Spread =>
        Median is null or 0
            ? 0
            : (Statistics.Percentile(_values, 75) - Statistics.Percentile(_values, 25))
                / 2
                / Statistics.Median(_values);
}
