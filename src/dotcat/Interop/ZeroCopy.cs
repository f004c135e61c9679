using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Moving bytes within the kernel: splice(2), sendfile(2). Linux only.</summary>
internal static partial class ZeroCopy
{
    private const uint Move = 1;
    private const uint NonBlock = 2;
    private const int O_NONBLOCK = 0x800;
    private const int EINVAL = 22;
    private const int ENOSYS = 38;
    private const int ENOTSUP = 95;
    private const int ENETUNREACH = 101;
    private const int ECONNABORTED = 103;
    private const int ECONNRESET = 104;
    private const int ETIMEDOUT = 110;
    private const int ECONNREFUSED = 111;
    private const int EHOSTUNREACH = 113;

    /// <summary>Bytes moved, 0 at the end of the source, or the negative of errno.</summary>
    public static int Splice(int from, int to, int count) =>
        Result(Splice(from, 0, to, 0, (nuint)count, Move | NonBlock));

    /// <summary>Bytes moved from the file's current offset, which moves along; 0 at its end; the negative of errno.</summary>
    public static int SendFile(int to, int file, int count) => Result(SendFile(to, file, 0, (nuint)count));

    /// <summary>Whether a write never waits. For a socket no flag of a call can see to that (splice(2)).</summary>
    public static bool IsNonBlocking(int descriptor) => (Libc.Fcntl(descriptor, Libc.F_GETFL, 0) & O_NONBLOCK) != 0;

    /// <summary>Whether an end was not ready: wait and ask again.</summary>
    /// <param name="error">Of one of the calls above.</param>
    public static bool IsNotNow(int error) => error == Libc.EAGAIN || error == Libc.EINTR;

    /// <summary>Whether the kernel cannot move bytes between these two this way.</summary>
    /// <param name="error">Of one of the calls above.</param>
    public static bool IsNotThisWay(int error) => error is EINVAL or ENOSYS or ENOTSUP or Libc.EBADF;

    /// <summary>The exception that the base library's own sockets and streams would throw.</summary>
    public static Exception ErrorOf(int error) =>
        error switch
        {
            Libc.EPIPE => new SocketException((int)SocketError.Shutdown),
            ECONNRESET => new SocketException((int)SocketError.ConnectionReset),
            ECONNABORTED => new SocketException((int)SocketError.ConnectionAborted),
            ETIMEDOUT => new SocketException((int)SocketError.TimedOut),
            ECONNREFUSED => new SocketException((int)SocketError.ConnectionRefused),
            EHOSTUNREACH => new SocketException((int)SocketError.HostUnreachable),
            ENETUNREACH => new SocketException((int)SocketError.NetworkUnreachable),
            _ => Libc.Error(error),
        };

    private static int Result(nint count) => count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint Splice(int from, nint fromOffset, int to, nint toOffset, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(int to, int from, nint offset, nuint count);
}
