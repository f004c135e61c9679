using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers a channel with standard input and output, and says what came of it.</summary>
internal sealed class StdioService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter)
{
    public override async Task<ExitCode> ServeAsync(Channel peer, CancellationToken cancellation)
    {
        RelayResult result = await new Relay(stdio, Filtered(peer), Options.Relay, time).RunAsync(cancellation);
        Reporter.Say(Verbosity.Events, Messages.Moved(result.Sent, result.Received, result.Duration));
        if (result.Error is { } error)
        {
            Reporter.SayFailure(FailureOf(result.FailedEnd, peer.Name, Causes.Of(error)), error);
        }

        if (Reason(result.End) is { } reason)
        {
            Reporter.Say(Verbosity.Events, reason);
        }

        if (result.End != RelayEnd.ReaderGone)
        {
            SayLosses(result);
        }

        return result.End == RelayEnd.Failed || LineLost ? ExitCode.Failed : ExitCode.Done;
    }

    private static string FailureOf(FailedEnd end, string peer, string cause) =>
        end switch
        {
            FailedEnd.LocalInput => Messages.CannotReadInput(cause),
            FailedEnd.LocalOutput => Messages.CannotWriteOutput(cause),
            _ => Messages.ConnectionFailed(peer, cause),
        };

    private string? Reason(RelayEnd end) =>
        end switch
        {
            RelayEnd.IdleTimeout => Messages.NothingMoved(Options.Relay.IdleTimeout!.Value),
            RelayEnd.QuitTimeout => Messages.PeerDidNotEnd(Options.Relay.QuitAfter!.Value),
            RelayEnd.ReaderGone => Messages.ReaderGone(),
            _ => null,
        };

    private void SayLosses(RelayResult result)
    {
        if (result.Unsent > 0)
        {
            Reporter.Say(Messages.Unsent(result.Unsent));
        }

        if (result.Unwritten > 0)
        {
            Reporter.Say(Messages.Unwritten(result.Unwritten));
        }
    }
}
