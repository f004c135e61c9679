using Dotcat.Relaying;

namespace Dotcat.Reporting;

/// <summary>Tells how conversations ended: in sentences, as many as the user asked for, and as exit codes.</summary>
/// <param name="reporter">Says them.</param>
/// <param name="isOfMany">Whether peers come and go, so that the failure of one is an event and not the run's end.</param>
internal sealed class ConversationReport(Reporter reporter, bool isOfMany)
{
    private readonly Verbosity _failureLevel = isOfMany ? Verbosity.Events : Verbosity.Quiet;

    /// <summary>Says what came of a conversation.</summary>
    /// <returns>What the shell is told where it was the only one.</returns>
    public ExitCode Tell(Conversation conversation)
    {
        bool isHubs = conversation.Partner is Partner.Hub; // whose peers' totals come last
        if (!isHubs)
        {
            reporter.Say(Verbosity.Events, Totals(conversation));
        }

        switch (conversation.Ending)
        {
            case Ending.Failed failed:
                reporter.SayFailure(_failureLevel, Failure(conversation, failed), failed.Cause);
                break;
            case Ending.Dropped:
                reporter.Say(Messages.Dropped(conversation.Peer));
                break;
            default:
                if (Reason(conversation) is { } reason)
                {
                    reporter.Say(Verbosity.Events, reason);
                }

                break;
        }

        SayLosses(conversation);
        if (isHubs)
        {
            reporter.Say(Verbosity.Events, Totals(conversation));
        }

        var program = conversation.Partner as Partner.Program;
        if (program is not null)
        {
            reporter.Say(Verbosity.Events, Messages.CommandEnded(program.Name, program.Process, program.ExitCode));
        }

        return conversation.Ending switch
        {
            Ending.Failed or Ending.Dropped => ExitCode.Failed,
            Ending.ReaderGone => ExitCode.Done, // nothing more was wanted
            not Ending.Stopped when HasLosses(conversation) => ExitCode.Failed,
            Ending.Idle or Ending.Quit => ExitCode.Done,
            _ => (ExitCode)(program?.ExitCode ?? 0),
        };
    }

    private static bool HasLosses(Conversation it) =>
        !it.IsWhole || it.Undelivered > 0 || (it.Unwritten > 0 && !IsUnwanted(it));

    /// <summary>A program takes as much of its input as it likes.</summary>
    private static bool IsUnwanted(Conversation it) => it is { Partner: Partner.Program, Ending: Ending.Finished };

    private Sentence Totals(Conversation it) =>
        it.Partner is Partner.Stdio || (it.Partner is Partner.Program && !isOfMany)
            ? Messages.Moved(it.Sent, it.Received, it.Duration)
            : Messages.Ended(it.Peer, it.Sent, it.Received, it.Duration);

    private static Sentence Failure(Conversation it, Ending.Failed failed)
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

    private static Sentence? Reason(Conversation it) =>
        it.Ending switch
        {
            Ending.Idle idle when it.Partner is Partner.Stdio => Messages.NothingMoved(idle.Limit),
            Ending.Idle idle => Messages.FellSilent(it.Peer, idle.Limit),
            Ending.Quit quit => Messages.PeerDidNotEnd(quit.Limit),
            Ending.ReaderGone => Messages.ReaderGone(),
            Ending.Finished { InputIsOpen: true } when it.Partner is Partner.Stdio => Messages.InputStillOpen(),
            _ => null,
        };

    private void SayLosses(Conversation it)
    {
        if (it.Ending is Ending.ReaderGone)
        {
            return; // nothing more was wanted
        }

        Verbosity level = it.Partner is Partner.Hub ? Verbosity.Quiet : _failureLevel; // others lose by it
        if (it.Undelivered > 0)
        {
            reporter.Say(
                level,
                it.Partner is Partner.Stdio
                    ? Messages.InputUndelivered(it.Undelivered)
                    : Messages.Undelivered(it.Peer, it.Undelivered)
            );
        }

        if (it.Unwritten > 0)
        {
            reporter.Say(
                IsUnwanted(it) ? Verbosity.Events : level,
                it.Partner is Partner.Target target
                    ? Messages.Undelivered(target.Name, it.Unwritten)
                    : Messages.Unwritten(it.Unwritten)
            );
        }
    }
}
