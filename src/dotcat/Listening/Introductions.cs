using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>Has a proxy say, by a PROXY header before everything else, whose connection each arrival is.</summary>
/// <param name="wait">How long the whole header may take.</param>
/// <param name="reporter">Told of those who are turned away for want of one.</param>
/// <param name="time">Limits it.</param>
internal sealed class Introductions(TimeSpan wait, Reporter reporter, TimeProvider time)
{
    /// <summary>Reads an arrival's header.</summary>
    /// <returns>
    /// The arrival under its client's addresses, or as it is where the header has none to say; null for one that is turned
    /// away, to be disposed of.
    /// </returns>
    public async Task<Channel?> MakeAsync(Channel arrival, CancellationToken cancellation)
    {
        try
        {
            ProxyHeader? header = await Deadline.RunAsync(
                token => ProxyHeader.ReadAsync(arrival, token).AsTask(),
                wait,
                time,
                cancellation
            );
            return header is null ? arrival : new AnnouncedChannel(arrival, header);
        }
        catch (Exception e) when (ReasonOf(e) is { } reason)
        {
            reporter.Tell(new Event.Refused(arrival.Name, reason) { Cause = e });
            return null;
        }
    }

    private Sentence? ReasonOf(Exception e) =>
        e switch
        {
            TimeoutException => Messages.NoProxyHeader(wait),
            EndOfStreamException => Messages.EndedWithinProxyHeader,
            InvalidDataException => Messages.NotAProxyHeader,
            SocketException or IOException => Causes.Of(e),
            _ => null,
        };
}
