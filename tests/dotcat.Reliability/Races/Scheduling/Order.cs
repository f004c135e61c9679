namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>
/// Draws who goes on. Schedules differ also in how: anybody at any moment, seldom another one, or the one with the highest
/// priority, which it loses now and then (as in Burckhardt and others, A Randomized Scheduler with Probabilistic Guarantees
/// of Finding Bugs, ASPLOS 2010).
/// </summary>
internal sealed class Order
{
    private readonly Random _random;
    private readonly double _stays;
    private readonly bool _hasPriorities;
    private int _lowest;

    public Order(Random random)
    {
        _random = random;
        _hasPriorities = random.Next(3) == 0;
        _stays = random.Next(3) switch
        {
            0 => 0,
            1 => 0.7,
            _ => 0.97,
        };
        IsFine = random.Next(3) == 0;
        TimePasses = random.Next(3) == 0;
    }

    /// <summary>Whether another one may go on at each look at a field, too, and not only where threads meet.</summary>
    public bool IsFine { get; }

    /// <summary>Whether the clock goes on now and then though somebody could, as on a busy machine.</summary>
    public bool TimePasses { get; }

    public bool DrawTime() => TimePasses && _random.Next(50) == 0;

    public int DrawPriority() => _random.Next();

    /// <param name="able">Who can go on.</param>
    /// <param name="current">Who went on until now, where it is one of them.</param>
    public Operation Choose(List<Operation> able, Operation? current)
    {
        if (able.Count == 1)
        {
            return able[0];
        }

        if (_hasPriorities)
        {
            if (current is not null && _random.Next(40) == 0)
            {
                current.Priority = --_lowest;
            }

            return able.MaxBy(static one => one.Priority)!;
        }

        return current is not null && able.Contains(current) && _random.NextDouble() < _stays
            ? current
            : able[_random.Next(able.Count)];
    }
}
