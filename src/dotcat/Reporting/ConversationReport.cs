using System.Net.Sockets;
using Dotcat.Relaying;

namespace Dotcat.Reporting;

/// <summary>Tells how conversations ended, and what the shell is told.</summary>
/// <param name="reporter">Says it.</param>
/// <param name="isOfMany">Whether peers come and go, so that the failure of one is an event and not the run's end.</param>
internal sealed class ConversationReport(Reporter reporter, bool isOfMany)
{
    /// <summary>The peer's port, where the user named none; null where it was named, or there is none.</summary>
    public int? DefaultPort { get; init; }

    /// <summary>Whether there is something to be said of a conversation that was one of many.</summary>
    public bool Says(Conversation conversation) => reporter.Says(new Event.Closed(conversation, isOfMany, null).Level);

    /// <summary>Tells what came of a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="over">What the run ends with whatever came of it; null where that decides.</param>
    /// <returns>What the shell is told where it was the only one.</returns>
    public ExitCode Tell(Conversation conversation, ExitCode? over = null)
    {
        ExitCode code = over ?? CodeOf(conversation);
        bool decides = !isOfMany && (over is not null || conversation.Ending is not Ending.Stopped); // a signal does
        reporter.Tell(new Event.Closed(conversation, isOfMany, decides ? code : null));
        if (DefaultPort is { } port && conversation.Ending is Ending.Failed { Cause: var cause } && IsRefusal(cause))
        {
            reporter.Say(Messages.DefaultPort(port));
        }

        return code;
    }

    /// <summary>That of a datagram comes when the conversation has begun.</summary>
    private static bool IsRefusal(Exception cause) =>
        (cause as SocketException ?? cause.InnerException as SocketException)
            is { SocketErrorCode: SocketError.ConnectionRefused };

    private static ExitCode CodeOf(Conversation it) =>
        it.Ending switch
        {
            Ending.Failed or Ending.Dropped => ExitCode.Failed,
            Ending.ReaderGone => ExitCode.Done, // nothing more was wanted
            not Ending.Stopped when it.HasLosses => ExitCode.Failed,
            Ending.Idle or Ending.Quit => ExitCode.Done,
            _ => (ExitCode)((it.Partner as Partner.Program)?.ExitCode ?? 0),
        };
}
