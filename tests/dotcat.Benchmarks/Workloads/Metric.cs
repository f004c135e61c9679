namespace Dotcat.Benchmarks.Workloads;

/// <summary>One row of the table; the format is that of its figures.</summary>
internal sealed record Metric(string Title, string Unit, string Format, bool MoreIsBetter = false);
