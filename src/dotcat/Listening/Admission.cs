using System.Net;
using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>Who may connect, and how many at a time.</summary>
/// <param name="access">Asked first.</param>
/// <param name="limit">0 lets nobody in.</param>
/// <param name="reporter">Told whom it turned away.</param>
internal sealed class Admission(AccessList access, int limit, Reporter reporter)
{
    private int _present;

    /// <summary>Whether words are made about it, which whoever takes them may keep waiting.</summary>
    public bool IsTold => reporter.Says(Verbosity.Events);

    /// <summary>Takes a place for a client; false, and told, where it may not have one or there is none.</summary>
    public bool TryEnter(EndPoint? client, string name)
    {
        if (!access.Allows((client as IPEndPoint)?.Address))
        {
            reporter.Tell(new Event.Refused(name, Messages.NotAllowed()));
            return false;
        }

        if (Interlocked.Increment(ref _present) <= limit)
        {
            return true;
        }

        Leave();
        reporter.Tell(new Event.Refused(name, Messages.Surplus(limit)));
        return false;
    }

    /// <summary>Frees the place of a client that has gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _present);
}
