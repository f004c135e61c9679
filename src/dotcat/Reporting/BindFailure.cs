using System.Net.Sockets;

namespace Dotcat.Reporting;

/// <summary>A local address that could not be had, whether to listen on or to connect from.</summary>
internal static class BindFailure
{
    public static DotcatException For(string address, SocketException e)
    {
        string cause = Causes.Of(e);
        return new DotcatException(
            Messages.CannotBind(address, cause),
            cause,
            ExitCode.NothingTried,
            Causes.IsTransient(e.SocketErrorCode),
            e
        );
    }
}
