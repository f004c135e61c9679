using System.Net.Sockets;

namespace Dotcat.Reporting;

/// <summary>A peer that could not be reached.</summary>
internal static class ConnectFailure
{
    public static DotcatException For(string target, SocketException e)
    {
        string cause = Causes.Of(e);
        return new DotcatException(
            Messages.CannotConnect(target, cause),
            cause,
            ExitCode.Failed,
            Causes.IsTransient(e.SocketErrorCode),
            e
        );
    }

    /// <summary>For an attempt that took longer than it may.</summary>
    public static DotcatException TimedOut(string target) =>
        For(target, new SocketException((int)SocketError.TimedOut));
}
