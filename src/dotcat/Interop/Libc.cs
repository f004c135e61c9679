using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Dotcat.Interop;

/// <summary>The system calls the base library has no word for. Unix only: callers ask the platform first.</summary>
internal static partial class Libc
{
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;
    public const short POLLIN = 0x1;
    public const short POLLOUT = 0x4;
    public const short POLLHUP = 0x10;
    public const short POLLRDHUP = 0x2000; // Linux
    public const int O_ACCMODE = 3;
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int SHUT_WR = 1;
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int FD_CLOEXEC = 1;
    public const int F_DUPFD_CLOEXEC = 1030; // Linux

    public static readonly int O_CLOEXEC = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
    public static readonly int EAGAIN = OperatingSystem.IsLinux() ? 11 : 35;

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary>Waits until one descriptor is ready for the events asked for, or has failed or lost its other end.</summary>
    public static unsafe void Wait(int descriptor, short events)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Events = events };
        while (Poll(&wanted, 1, -1) < 0 && Marshal.GetLastPInvokeError() == EINTR) { }
    }

    /// <summary>Which of the events are there now; failures and a lost other end in any case.</summary>
    public static unsafe short Look(int descriptor, short events)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Events = events };
        return Poll(&wanted, 1, 0) > 0 ? wanted.Returned : (short)0;
    }

    /// <inheritdoc cref="Look(int, short)"/>
    /// <exception cref="ObjectDisposedException">It is closed, and its number may be another one's by now.</exception>
    public static short Look(SafeHandle open, short events)
    {
        bool isHeld = false;
        open.DangerousAddRef(ref isHeld);
        try
        {
            return Look((int)open.DangerousGetHandle(), events);
        }
        finally
        {
            open.DangerousRelease();
        }
    }

    /// <summary>What the call that failed last has failed of.</summary>
    public static IOException LastError() => Error(Marshal.GetLastPInvokeError());

    public static IOException Error(int errno) => new(Marshal.GetPInvokeErrorMessage(errno));

    /// <summary>struct pollfd, poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
