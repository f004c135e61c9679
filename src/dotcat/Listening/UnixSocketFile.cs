using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>The file of a Unix socket, which outlives a process that was killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes a socket that nobody answers on, and nothing else.</summary>
    /// <exception cref="DotcatException">What is there is no socket.</exception>
    public static void Clear(string path)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Socket when !IsAnswered(path):
                File.Delete(path);
                break;
            case not (FileKind.None or FileKind.Socket or FileKind.Unknown):
                throw new DotcatException(
                    Messages.CannotBind(path, Messages.NotASocket),
                    Messages.NotASocket,
                    ExitCode.NothingTried
                );
            default:
                break; // free, in use, or not for us to judge: binding will tell
        }
    }

    /// <summary>
    /// A datagram socket as the probe disturbs nobody: a stream listener refuses it by its type (EPROTOTYPE), a
    /// datagram socket hears nothing of it, and only a dead socket refuses the connection.
    /// </summary>
    private static bool IsAnswered(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            probe.Connect(UnixPath.ToEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
