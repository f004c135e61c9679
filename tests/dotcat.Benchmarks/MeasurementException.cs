namespace Dotcat.Benchmarks;

/// <summary>A tool did not do what was to be measured.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
