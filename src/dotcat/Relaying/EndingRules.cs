using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>
/// When and how a conversation ends, as functions of where both directions stand. Times are measured from what moved
/// last, so a rule that does not hold yet says how long it can hold off at the least.
/// </summary>
internal sealed class EndingRules(RelayOptions options, Channel local, Channel remote, TimeProvider time)
{
    private readonly bool _joinsPeers = local.Peer is not null;
    private readonly bool _localIsDatagram = local.Datagrams is not null;
    private readonly bool _remoteIsDatagram = remote.Datagrams is not null;

    /// <summary>What the relay is to end for now; null while it goes on, for at least <paramref name="wait"/>.</summary>
    public Ending? Decide(RelayState now, out TimeSpan wait)
    {
        wait = TimeSpan.MaxValue;
        if (now.IsStopped)
        {
            return new Ending.Stopped();
        }

        if (now.ReaderIsGone && now.Inbound.End is not PumpEnd.SourceEnded)
        {
            return new Ending.ReaderGone();
        }

        (Pump outbound, Pump inbound) = (now.Outbound, now.Inbound);
        Ending? failure = FailureOf(outbound, inbound);
        Pump? heard =
            outbound.End is PumpEnd.DestinationFailed ? inbound
            : _joinsPeers && inbound.End is PumpEnd.DestinationFailed ? outbound
            : null;
        if (failure is not null && heard is null)
        {
            return failure;
        }

        long lastMove = Math.Max(outbound.LastMove, inbound.LastMove);
        bool nothingToSend = options.ReceiveOnly && (!options.LocalIsProgram || now.ProgramEnd is not null);
        bool outboundEnded = nothingToSend || outbound.End is PumpEnd.SourceEnded;
        bool nobodyToTake = options.SendOnly || IsUnread(inbound) || now.ProgramEnd is not null;
        bool inboundEnded = nobodyToTake || inbound.End is PumpEnd.SourceEnded;

        if (heard is not null)
        {
            // What the peer said before it went may still be on its way, a server's complaint for one.
            bool isHeard =
                (heard == inbound ? inboundEnded : outboundEnded)
                || heard.End is not PumpEnd.Running
                || Silent(lastMove, RelayOptions.AnswerWait, ref wait);
            return isHeard && (!IsWriting(heard, ref wait) || IsIdle(lastMove, ref wait)) ? failure : null;
        }

        if ((inboundEnded && outboundEnded) || (now.PeerIsGone && options.LocalIsProgram))
        {
            return new Ending.Finished();
        }

        if (options.EndsWithPeer && (inbound.End is PumpEnd.SourceEnded || now.PeerIsGone))
        {
            return new Ending.Finished(InputIsOpen: !outbound.HasSourceEnded);
        }

        // What has brought nothing yet need not ever end either: dotcat -l > file in a script.
        bool inputNeedNotEnd = options.InputNeedNotEnd || outbound is { Total: 0, InFlight: 0 };
        bool isOver = now.ProgramEnd is { } end
            ? Silent(Math.Max(end, outbound.LastMove), RelayOptions.AnswerWait, ref wait)
            : now.PeerIsGone
                || (options.MostReads is not null && inbound.End is PumpEnd.SourceEnded)
                || (
                    inbound.End is PumpEnd.SourceEnded
                    && inputNeedNotEnd
                    && !options.KeepSending
                    && Silent(lastMove, RelayOptions.AnswerWait, ref wait)
                );
        if (isOver)
        {
            if (outbound.IsReading && !IsBringing(outbound, inputNeedNotEnd, ref wait))
            {
                return new Ending.Finished(InputIsOpen: now.ProgramEnd is null);
            }

            // The remote end is slow to take it, or gone, which the next write finds.
            wait = wait < RelayOptions.AnswerWait ? wait : RelayOptions.AnswerWait;
        }

        if (
            outbound.End is PumpEnd.SourceEnded
            && options.QuitAfter is { } quit
            && HasQuit(now, lastMove, quit, ref wait)
            && !IsWriting(inbound, ref wait)
        )
        {
            return _remoteIsDatagram ? new Ending.Finished() : new Ending.Quit(quit);
        }

        // A peer of datagrams that is joined to another peer never ends.
        bool onlyDatagramsAreLeft =
            _joinsPeers
            && ((_localIsDatagram && inboundEnded) || (_remoteIsDatagram && outbound.End is PumpEnd.SourceEnded));
        if (
            onlyDatagramsAreLeft
            && Silent(lastMove, RelayOptions.AnswerWait, ref wait)
            && !IsWriting(inbound, ref wait)
            && !IsWriting(outbound, ref wait)
        )
        {
            return new Ending.Finished();
        }

        return IsIdle(lastMove, ref wait) ? new Ending.Idle(options.IdleTimeout!.Value) : null;
    }

    /// <summary>
    /// How the relay has ended that was due to end, when both pumps have stopped and whoever is a peer was waited for, which
    /// may have been reset before it had taken the last bytes.
    /// </summary>
    public Ending Conclude(Ending due, Pump outbound, Pump inbound, Exception? reset, Exception? localReset) =>
        FailureOf(outbound, inbound) switch
        {
            Ending.ReaderGone gone => gone,
            { } failure when due is not (Ending.ReaderGone or Ending.Stopped) => failure,
            _ when reset is not null => new Ending.Failed(Side.Peer, reset),
            _ when localReset is not null => new Ending.Failed(Side.Output, localReset),
            _ when due is Ending.Finished or Ending.Idle && inbound.Error is TruncatedException cut =>
                new Ending.Failed(Side.Peer, cut),
            _ => due,
        };

    private Ending? FailureOf(Pump outbound, Pump inbound) =>
        (outbound.End, IsUnread(inbound) ? PumpEnd.SourceEnded : inbound.End) switch
        {
            (_, PumpEnd.DestinationFailed) when inbound.Error is BrokenPipeException => new Ending.ReaderGone(),
            (_, PumpEnd.DestinationFailed) => new Ending.Failed(Side.Output, inbound.Error!),
            (PumpEnd.SourceFailed, _) => new Ending.Failed(Side.Input, outbound.Error!),
            (_, PumpEnd.SourceFailed) => new Ending.Failed(Side.Peer, inbound.Error!),
            (PumpEnd.DestinationFailed, _) => new Ending.Failed(Side.Peer, outbound.Error!),
            _ => null,
        };

    /// <summary>Whether the local end is a program that takes no more, which is its right.</summary>
    private bool IsUnread(Pump inbound) =>
        options.LocalIsProgram && inbound is { End: PumpEnd.DestinationFailed, Error: BrokenPipeException };

    /// <summary>
    /// Whether local input has more, or had some a moment ago: what comes is brought to a remote end that has gone, too, so
    /// that its loss is found and said.
    /// </summary>
    private bool IsBringing(Pump outbound, bool inputNeedNotEnd, ref TimeSpan wait) =>
        (outbound.HasUnread && !options.InputNeedNotEnd)
        || (!inputNeedNotEnd && !_joinsPeers && !Silent(outbound.LastMove, RelayOptions.NextPieceWait, ref wait));

    /// <summary>Whether what has arrived is on its way out, which is not to be cut short. A program may leave it.</summary>
    private bool IsWriting(Pump pump, ref TimeSpan wait)
    {
        bool isWriting = !options.LocalIsProgram && pump is { End: PumpEnd.Running, IsReading: false };
        wait = isWriting && wait > RelayOptions.AnswerWait ? RelayOptions.AnswerWait : wait; // nothing else would wake the relay
        return isWriting;
    }

    private bool IsIdle(long lastMove, ref TimeSpan wait) =>
        options.IdleTimeout is { } idle && Silent(lastMove, idle, ref wait);

    /// <summary>The time set counts from when all was delivered, however long the way; an answer to that is heard.</summary>
    private bool HasQuit(RelayState now, long lastMove, TimeSpan quit, ref TimeSpan wait) =>
        _remoteIsDatagram
            ? Silent(lastMove, quit, ref wait)
            : now.Delivered is { } delivered
                && Silent(delivered, quit, ref wait)
                && Silent(lastMove, RelayOptions.AnswerWait, ref wait);

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
