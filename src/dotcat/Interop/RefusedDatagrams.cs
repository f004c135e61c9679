using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>
/// Whether a UDP socket hears that what it sent was refused. On Windows each refusal ends a receive of the socket that has
/// sent it, wherever that went: WSAECONNRESET, unless SIO_UDP_CONNRESET says otherwise,
/// https://learn.microsoft.com/windows/win32/winsock/winsock-ioctls. Elsewhere a connected socket hears of it, and no other.
/// </summary>
internal static class RefusedDatagrams
{
    private const int SIO_UDP_CONNRESET = unchecked((int)0x9800000C);

    /// <summary>Has a socket hear of them, as it does from the beginning, or not.</summary>
    public static void Tell(Socket socket, bool areTold)
    {
        if (OperatingSystem.IsWindows() && socket.ProtocolType == ProtocolType.Udp)
        {
            byte[] value = BitConverter.GetBytes(areTold ? 1 : 0);
            Tuning.Try(socket, socket => socket.IOControl(SIO_UDP_CONNRESET, value, null));
        }
    }

    /// <summary>What a connected socket has heard, by the name that it has elsewhere.</summary>
    public static SocketException Error => new((int)SocketError.ConnectionRefused);

    /// <summary>Whether it is such news: there is no connection of UDP that could be reset.</summary>
    public static bool IsMeant(SocketException e, Socket socket) =>
        e.SocketErrorCode == SocketError.ConnectionReset && socket.ProtocolType == ProtocolType.Udp;
}
