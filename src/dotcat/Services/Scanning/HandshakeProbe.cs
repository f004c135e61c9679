using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Whether what is at the other end of a connection speaks TLS, and is believed.</summary>
/// <param name="secure">Makes a channel a TLS session, and takes it over.</param>
/// <param name="reporter">Told why not.</param>
/// <param name="time">Limits it.</param>
internal sealed class HandshakeProbe(
    Func<Channel, CancellationToken, Task<Channel>> secure,
    Reporter reporter,
    TimeProvider time
)
{
    public async ValueTask<PortState> ProbeAsync(Channel channel, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await using Channel session = await Deadline.RunAsync(
                token => secure(channel, token),
                limit,
                time,
                cancellation
            );
            return PortState.Open;
        }
        catch (DotcatException e) when (e.ExitCode == ExitCode.Failed)
        {
            reporter.Say(Verbosity.Events, e.Sentence);
            return PortState.Closed;
        }
        catch (TimeoutException)
        {
            reporter.Say(Verbosity.Events, Messages.TlsFailed(channel.Name, Messages.NoHandshake(limit)));
            return PortState.Filtered;
        }
    }
}
