using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>How much a datagram socket holds while nobody reads it: what comes after that is lost.</summary>
internal static class ReceiveBuffer
{
    private const int SOL_SOCKET = 1;
    private const int SO_RCVBUFFORCE = 33;

    /// <summary>Room for a burst of some 10,000 datagrams of 1,000 bytes, each of which Linux counts as 2,304.</summary>
    private const int Bytes = 32 * 1024 * 1024;

    /// <summary>Enlarges it as far as the system allows: beyond net.core.rmem_max only for an administrator (socket(7)).</summary>
    public static void Enlarge(Socket socket)
    {
        Tuning.Try(socket, static socket => socket.ReceiveBufferSize = Bytes); // Linux takes what it allows
        if (OperatingSystem.IsLinux())
        {
            byte[] size = BitConverter.GetBytes(Bytes);
            Tuning.Try(socket, socket => socket.SetRawSocketOption(SOL_SOCKET, SO_RCVBUFFORCE, size));
        }
    }
}
