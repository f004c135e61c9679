namespace Dotcat.Reporting;

/// <summary>How fast a total has grown over the last seconds.</summary>
internal sealed class RecentRate
{
    private static readonly TimeSpan _span = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan At, long Total)> _samples = new([(TimeSpan.Zero, 0)]);

    /// <summary>Takes a look at the total, and gives its growth a second.</summary>
    public double Look(TimeSpan at, long total)
    {
        _samples.Enqueue((at, total));
        while (_samples.Count > 2 && at - _samples.Peek().At > _span)
        {
            _samples.Dequeue();
        }

        (TimeSpan start, long before) = _samples.Peek();
        return at > start ? (total - before) / (at - start).TotalSeconds : 0;
    }
}
