namespace Dotcat.Reliability.LongRun;

/// <summary>The slope of a line through samples, by least squares.</summary>
/// <param name="Slope">Of y, for each x.</param>
/// <param name="Error">The standard error of the slope, where each sample tells less the more it is like the one before.</param>
internal readonly record struct Trend(double Slope, double Error)
{
    /// <summary>
    /// As many independent samples are taken to be there as the residuals' correlation with the next ones leaves:
    /// https://doi.org/10.1029/1999JD901105, equations 4 to 6.
    /// </summary>
    public static Trend Of(IReadOnlyList<(double X, double Y)> samples)
    {
        double meanX = samples.Average(static it => it.X);
        double meanY = samples.Average(static it => it.Y);
        double spread = samples.Sum(it => Square(it.X - meanX));
        double slope = samples.Sum(it => (it.X - meanX) * (it.Y - meanY)) / spread;
        double[] residuals = [.. samples.Select(it => it.Y - meanY - (slope * (it.X - meanX)))];
        double squares = residuals.Sum(Square);
        double products = residuals.Zip(residuals.Skip(1), static (one, next) => one * next).Sum();
        double alike = squares > 0 ? Math.Clamp(products / squares, 0, 0.99) : 0;
        double independent = Math.Max(3, samples.Count * (1 - alike) / (1 + alike));
        return new Trend(slope, Math.Sqrt(squares / (independent - 2) / spread));
    }

    private static double Square(double value) => value * value;
}
