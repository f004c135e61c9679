namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>What one thread gives to another one that waits for it.</summary>
internal sealed class Turn
{
    private readonly object _gate = new();
    private bool _isGiven;

    public void Give()
    {
        lock (_gate)
        {
            _isGiven = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <returns>False where it was not given in time.</returns>
    public bool Await(TimeSpan limit)
    {
        lock (_gate)
        {
            while (!_isGiven)
            {
                if (!Monitor.Wait(_gate, limit))
                {
                    return false;
                }
            }

            _isGiven = false;
            return true;
        }
    }
}
