using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Dialing;

/// <summary>Connects, and speaks TLS over the connection, within one limit.</summary>
/// <param name="dial">Makes the connection.</param>
/// <param name="tls">Makes it a session.</param>
/// <param name="host">The name that the server must have; null where it has none.</param>
/// <param name="target">What errors call it.</param>
/// <param name="wait">Limit for both together.</param>
/// <param name="time">The clock of the limit.</param>
internal sealed class TlsDialer(
    Func<CancellationToken, Task<Channel>> dial,
    TlsClient tls,
    string? host,
    string target,
    TimeSpan wait,
    TimeProvider time
)
{
    /// <summary>One attempt.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> DialAsync(CancellationToken cancellation)
    {
        try
        {
            return await Deadline.RunAsync(
                async token => await tls.ConnectAsync(await dial(token), host, token),
                wait,
                time,
                cancellation
            );
        }
        catch (TimeoutException)
        {
            throw SocketFailure.ConnectTimedOut(target);
        }
    }
}
