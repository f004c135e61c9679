using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>One attempt to connect, within its limit.</summary>
internal static class ConnectAttempt
{
    /// <exception cref="DotcatException">It failed, or the limit has passed.</exception>
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
        catch (SocketException e)
        {
            throw SocketFailure.Connect(target, e);
        }
    }
}
