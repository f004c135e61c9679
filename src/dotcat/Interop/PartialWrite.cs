using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// write(2) on a socket that does not block. The base library's own sends go on until all is sent, and where that fails on
/// the way they do not tell how much was. Linux only.
/// </summary>
internal static partial class PartialWrite
{
    /// <summary>Writes what there is room for.</summary>
    /// <returns>Bytes taken, 0 where there is no room.</returns>
    /// <exception cref="SocketException">The socket has failed.</exception>
    /// <exception cref="ObjectDisposedException">It is closed, and its number may be another one's by now.</exception>
    public static unsafe int Write(Socket socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                nint count = Write(socket.SafeHandle, start, (nuint)bytes.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.EAGAIN)
                {
                    return 0;
                }

                if (error != Libc.EINTR)
                {
                    throw ZeroCopy.ErrorOf(error);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeSocketHandle socket, byte* bytes, nuint count);
}
