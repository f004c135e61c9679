using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>What a TCP socket has taken and the peer's system has not acknowledged: SIOCOUTQ, tcp(7).</summary>
internal static partial class SendQueue
{
    private const nuint SIOCOUTQ = 0x5411;
    private const int IPPROTO_TCP = 6;
    private const int TCP_INFO = 11;
    private const byte TCP_CLOSE = 7;

    /// <summary>Bytes, a FIN counted as one; 0 where the platform cannot tell.</summary>
    public static int Length(Socket socket) =>
        OperatingSystem.IsLinux() && Ioctl(socket.SafeHandle, SIOCOUTQ, out int length) == 0 ? length : 0;

    /// <summary>Whether the connection is gone, so that a FIN would not join the queue any more.</summary>
    public static bool IsClosed(Socket socket)
    {
        Span<byte> state = stackalloc byte[1]; // tcpi_state, the first field
        return OperatingSystem.IsLinux()
            && socket.GetRawSocketOption(IPPROTO_TCP, TCP_INFO, state) == 1
            && state[0] == TCP_CLOSE;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(SafeSocketHandle socket, nuint request, out int value);
}
