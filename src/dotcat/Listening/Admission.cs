using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>How many clients may be connected at a time.</summary>
/// <param name="limit">0 lets nobody in.</param>
/// <param name="reporter">Told whom it turned away.</param>
internal sealed class Admission(int limit, Reporter reporter)
{
    private int _present;

    /// <summary>Takes a place for a client; false, and told, where there is none for it.</summary>
    /// <param name="name">What the user would call the client.</param>
    public bool TryEnter(string name)
    {
        if (Interlocked.Increment(ref _present) <= limit)
        {
            return true;
        }

        Leave();
        reporter.Say(Verbosity.Events, Messages.Surplus(name, limit));
        return false;
    }

    /// <summary>Frees the place of a client that has gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _present);
}
