using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Dialing;

/// <summary>Connects, and speaks TLS over the connection, within one limit.</summary>
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
    public Task<Channel> DialAsync(CancellationToken cancellation) =>
        ConnectAttempt.RunAsync(
            async token => await tls.ConnectAsync(await dial(token), host, token),
            target,
            wait,
            time,
            cancellation
        );
}
