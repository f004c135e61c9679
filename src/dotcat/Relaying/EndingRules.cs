using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>
/// When a conversation ends, as a function of where both directions stand. Times are measured from what moved
/// last, so a rule that does not hold yet says how long it can hold off at the least.
/// </summary>
internal sealed class EndingRules(RelayOptions options, bool remoteIsDatagram, TimeProvider time)
{
    private static readonly TimeSpan _never = TimeSpan.MaxValue;

    /// <summary>How the relay ends now; null while it goes on, for at least <paramref name="wait"/>.</summary>
    /// <param name="outbound">From the local end.</param>
    /// <param name="inbound">To the local end.</param>
    /// <param name="programEnd">When the program ended that is the local end; null as long as it runs.</param>
    /// <param name="wait">How long to wait before asking again, unless something happens.</param>
    public RelayEnd? Decide(Pump outbound, Pump inbound, long? programEnd, out TimeSpan wait)
    {
        wait = _never;
        bool unread = IsUnread(inbound);
        if (
            outbound.End is PumpEnd.SourceFailed
            || inbound.End is PumpEnd.SourceFailed
            || (inbound.End is PumpEnd.DestinationFailed && !unread)
        )
        {
            return RelayEnd.Failed;
        }

        long lastMove = Math.Max(outbound.LastMove, inbound.LastMove);
        bool nothingToSend = options.ReceiveOnly && (!options.LocalIsProgram || programEnd is not null);
        bool outboundEnded = nothingToSend || outbound.End is PumpEnd.SourceEnded;
        bool nobodyToTake = options.SendOnly || unread || programEnd is not null;
        bool inboundEnded = nobodyToTake || inbound.End is PumpEnd.SourceEnded;

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

        if (
            programEnd is { } end
                ? Silent(Math.Max(end, outbound.LastMove), RelayOptions.Grace, ref wait)
                : inbound.End is PumpEnd.SourceEnded
                    && !options.KeepSending
                    && Silent(lastMove, RelayOptions.Grace, ref wait)
        )
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

    /// <summary>Whether the local end is a program that takes no more, which is its right.</summary>
    public bool IsUnread(Pump inbound) =>
        options.LocalIsProgram && inbound is { End: PumpEnd.DestinationFailed, Error: BrokenPipeException };

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
