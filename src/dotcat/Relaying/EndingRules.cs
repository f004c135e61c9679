namespace Dotcat.Relaying;

/// <summary>
/// When a conversation ends, as a function of where both directions stand. Times are measured from what moved
/// last, so a rule that does not hold yet says how long it can hold off at the least.
/// </summary>
internal sealed class EndingRules(RelayOptions options, bool remoteIsDatagram, TimeProvider time)
{
    private static readonly TimeSpan _never = TimeSpan.MaxValue;

    /// <summary>How the relay ends now; null while it goes on, for at least <paramref name="wait"/>.</summary>
    public RelayEnd? Decide(Pump outbound, Pump inbound, out TimeSpan wait)
    {
        wait = _never;
        if (outbound.End is PumpEnd.SourceFailed || inbound.End is PumpEnd.SourceFailed or PumpEnd.DestinationFailed)
        {
            return RelayEnd.Failed;
        }

        long lastMove = Math.Max(outbound.LastMove, inbound.LastMove);
        bool outboundEnded = options.ReceiveOnly || outbound.End is PumpEnd.SourceEnded;
        bool inboundEnded = options.SendOnly || inbound.End is PumpEnd.SourceEnded;

        if (outbound.End is PumpEnd.DestinationFailed)
        {
            // What the peer said before it went may still be on its way out, a server's complaint for one.
            return inboundEnded || remoteIsDatagram || Silent(lastMove, RelayOptions.Grace, ref wait)
                ? RelayEnd.Failed
                : null;
        }

        if (inboundEnded && outboundEnded)
        {
            return RelayEnd.Finished;
        }

        if (inbound.End is PumpEnd.SourceEnded && Silent(lastMove, RelayOptions.Grace, ref wait))
        {
            if (outbound.IsReading)
            {
                return RelayEnd.Finished;
            }

            wait = RelayOptions.Grace; // the remote end is slow to take what local input still had
        }

        if (outbound.End is PumpEnd.SourceEnded && options.QuitAfter is { } quit)
        {
            if (Silent(remoteIsDatagram ? lastMove : outbound.LastMove, quit, ref wait))
            {
                return remoteIsDatagram ? RelayEnd.Finished : RelayEnd.QuitTimeout;
            }
        }

        return options.IdleTimeout is { } idle && Silent(lastMove, idle, ref wait) ? RelayEnd.IdleTimeout : null;
    }

    private bool Silent(long since, TimeSpan limit, ref TimeSpan wait)
    {
        TimeSpan left = limit - time.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        wait = left < wait ? left : wait;
        return false;
    }
}
