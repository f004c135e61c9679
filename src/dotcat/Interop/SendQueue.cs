using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>What a TCP socket has taken and the peer's system has not acknowledged: SIOCOUTQ, tcp(7).</summary>
internal static partial class SendQueue
{
    private const nuint SIOCOUTQ = 0x5411;

    /// <summary>Bytes, a FIN counted as one; 0 where the platform cannot tell.</summary>
    public static int Length(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        return Ioctl(socket.SafeHandle, SIOCOUTQ, out int length) == 0 ? length : 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(SafeSocketHandle socket, nuint request, out int value);
}
