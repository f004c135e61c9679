using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Tries a port by connecting as a run that exchanges something would: through proxies, to a Unix socket.</summary>
/// <param name="dial">Connects to a port, within its limit.</param>
/// <param name="judge">What a failure says of the port; null where it says nothing of it.</param>
/// <param name="handshake">What a connection has to stand, too; null for nothing.</param>
/// <param name="wait">Limits that.</param>
/// <param name="reporter">Told of each attempt.</param>
internal sealed class DialledProbe(
    Func<int, CancellationToken, Task<Channel>> dial,
    Func<DotcatException, PortState?> judge,
    HandshakeProbe? handshake,
    TimeSpan wait,
    Reporter reporter
) : IProbe
{
    public async ValueTask<PortState> ProbeAsync(int port, CancellationToken cancellation)
    {
        try
        {
            await using Channel channel = await dial(port, cancellation);
            if (reporter.Says(Verbosity.Attempts))
            {
                reporter.Tell(new Event.Connected(channel));
            }

            return handshake is null ? PortState.Open : await handshake.ProbeAsync(channel, wait, cancellation);
        }
        catch (DotcatException e) when (judge(e) is { } state)
        {
            reporter.Say(Verbosity.Attempts, e.Sentence);
            return state;
        }
    }

    public void Dispose() { }
}
