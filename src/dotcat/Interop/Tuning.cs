using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>Options that make a socket better, and without which it works.</summary>
internal static class Tuning
{
    /// <summary>Sets them, unless the system does not know or allow it, or the connection is gone already.</summary>
    /// <returns>Whether they hold.</returns>
    public static bool Try(Socket socket, Action<Socket> set)
    {
        try
        {
            set(socket);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
