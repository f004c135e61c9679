using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>The limit of one attempt to connect.</summary>
internal static class ConnectDeadline
{
    /// <exception cref="DotcatException">The limit has passed.</exception>
    public static async Task<Channel> RunAsync(
        Func<CancellationToken, Task<Channel>> connect,
        string target,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Deadline.RunAsync(connect, limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw SocketFailure.ConnectTimedOut(target);
        }
    }
}
