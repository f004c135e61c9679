using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers a channel with standard input and output, and says what came of it.</summary>
internal sealed class StdioService(Channel stdio, StdioOptions options, Reporter reporter, TimeProvider time)
{
    private bool _lineLost;

    public async Task<ExitCode> ServeAsync(Channel peer, CancellationToken cancellation)
    {
        RelayResult result = await new Relay(stdio, Filtered(peer), options.Relay, time).RunAsync(cancellation);
        reporter.Say(Verbosity.Events, Messages.Moved(result.Sent, result.Received, result.Duration));
        if (result.Error is { } error)
        {
            reporter.SayFailure(FailureOf(result.FailedEnd, peer.Name, Causes.Of(error)), error);
        }

        if (Reason(result.End) is { } reason)
        {
            reporter.Say(Verbosity.Events, reason);
        }

        if (result.End != RelayEnd.ReaderGone)
        {
            SayLosses(result);
        }

        return result.End == RelayEnd.Failed || _lineLost ? ExitCode.Failed : ExitCode.Done;
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
            RelayEnd.IdleTimeout => Messages.NothingMoved(options.Relay.IdleTimeout!.Value),
            RelayEnd.QuitTimeout => Messages.PeerDidNotEnd(options.Relay.QuitAfter!.Value),
            RelayEnd.ReaderGone => Messages.ReaderGone(),
            _ => null,
        };

    private void SayLosses(RelayResult result)
    {
        if (result.Unsent > 0)
        {
            reporter.Say(Messages.Unsent(result.Unsent));
        }

        if (result.Unwritten > 0)
        {
            reporter.Say(Messages.Unwritten(result.Unwritten));
        }
    }

    private Channel Filtered(Channel peer)
    {
        if (options.Lines)
        {
            return new LineDatagramChannel(peer, TellTooLong);
        }

        return options.Crlf ? new CrlfChannel(peer) : peer;
    }

    private void TellTooLong(long length)
    {
        _lineLost = true;
        reporter.Say(Messages.LineTooLong(length, DatagramSocketChannel.MaxPayload));
    }
}
