using Dotcat.Relaying;

namespace Dotcat.Reporting;

/// <summary>What there is to say of a conversation that has ended.</summary>
/// <param name="it">The conversation.</param>
/// <param name="isOfMany">Whether peers come and go, so that the failure of one is an event and not the run's end.</param>
internal sealed class ConversationWords(Conversation it, bool isOfMany)
{
    private readonly Verbosity _failureLevel = isOfMany ? Verbosity.Events : Verbosity.Quiet;

    public IEnumerable<Line> Lines
    {
        get
        {
            bool isHubs = it.Partner is Partner.Hub; // whose peers' totals come last
            if (!isHubs)
            {
                yield return new Line(Verbosity.Events, Totals);
            }

            switch (it.Ending)
            {
                case Ending.Failed failed:
                    bool isLoss = it is { Partner: Partner.Stdio, MayBeUnread: true };
                    yield return Trouble(isLoss ? Verbosity.Quiet : _failureLevel, Failure(failed)) with
                    {
                        Cause = failed.Cause,
                    };
                    break;
                case Ending.Dropped:
                    yield return Trouble(Verbosity.Quiet, Messages.Dropped(it.Peer));
                    break;
                default:
                    if (EndOf(it.Ending) is { } words)
                    {
                        yield return new Line(Verbosity.Events, words);
                    }

                    break;
            }

            foreach (Line loss in Losses())
            {
                yield return loss;
            }

            if (isHubs)
            {
                yield return new Line(Verbosity.Events, Totals);
            }

            if (it.Partner is Partner.Program program)
            {
                Sentence words = Messages.CommandEnded(program.Name, program.Process, program.ExitCode);
                yield return new Line(Verbosity.Events, words);
            }

            if (it.Digests is { } digests)
            {
                string? whose = isOfMany ? it.Peer : null;
                yield return new Line(Verbosity.Quiet, Messages.Sent(whose, digests.Sent));
                yield return new Line(Verbosity.Quiet, Messages.Received(whose, digests.Received));
            }
        }
    }

    /// <summary>Why it ended; null where both were done.</summary>
    public Sentence? Reason =>
        it.Ending switch
        {
            Ending.Failed failed => Causes.Of(failed.Cause),
            Ending.Idle idle => Messages.NothingMoved(idle.Limit),
            Ending.Dropped => Messages.Dropped(it.Peer),
            _ => EndOf(it.Ending),
        };

    private Sentence Totals =>
        it.Partner is Partner.Stdio || (it.Partner is Partner.Program && !isOfMany)
            ? Messages.Moved(it.Sent, it.Received, it.Duration)
            : Messages.Ended(it.Peer, it.Sent, it.Received, it.Duration);

    private static Line Trouble(Verbosity level, Sentence words) => new(level, words) { IsTrouble = true };

    private Sentence Failure(Ending.Failed failed)
    {
        string cause = Causes.Of(failed.Cause);
        return (failed.Side, it.Partner) switch
        {
            (Side.Peer, _) => Messages.ConnectionFailed(it.Peer, cause),
            (_, Partner.Program program) => Messages.CommandFailed(program.Name, cause),
            (_, Partner.Target target) => Messages.ConnectionFailed(target.Name, cause),
            (Side.Input, _) => Messages.CannotReadInput(cause),
            _ => Messages.CannotWriteOutput(cause),
        };
    }

    private Sentence? EndOf(Ending ending) =>
        ending switch
        {
            Ending.Idle idle when it.Partner is Partner.Stdio => Messages.NothingMoved(idle.Limit),
            Ending.Idle idle => Messages.FellSilent(it.Peer, idle.Limit),
            Ending.Quit quit => Messages.PeerDidNotEnd(quit.Limit),
            Ending.ReaderGone => Messages.ReaderGone(),
            Ending.Finished { InputIsOpen: true } when it.Partner is Partner.Stdio => Messages.InputStillOpen(),
            _ => null,
        };

    private IEnumerable<Line> Losses()
    {
        if (it.Ending is Ending.ReaderGone)
        {
            yield break; // nothing more was wanted
        }

        // Others lose by it, or the run goes on without it.
        bool isSaid = it.Partner is Partner.Hub || it is { Partner: Partner.Stdio, IsOfDatagrams: false };
        Verbosity level = isSaid ? Verbosity.Quiet : _failureLevel;
        if (it.Undelivered > 0)
        {
            yield return Trouble(
                level,
                it.Partner is Partner.Stdio
                    ? Messages.InputUndelivered(it.Undelivered)
                    : Messages.Undelivered(it.Peer, it.Undelivered)
            );
        }

        if (it.Unwritten > 0)
        {
            Sentence words = it.Partner is Partner.Target target
                ? Messages.Undelivered(target.Name, it.Unwritten)
                : Messages.Unwritten(it.Unwritten);
            yield return it.LeftUnread ? new Line(Verbosity.Events, words) : Trouble(level, words);
        }
    }
}
