using System.Runtime.InteropServices;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>The signals that this thread holds back: pthread_sigmask(3), with Linux's numbers.</summary>
internal static partial class SignalMask
{
    private const int SIG_BLOCK = 0;
    private const int SIG_UNBLOCK = 1;

    public static void Block(int signal) => Change(SIG_BLOCK, signal);

    public static void Unblock(int signal) => Change(SIG_UNBLOCK, signal);

    private static void Change(int how, int signal)
    {
        long[] signals = new long[16]; // sigset_t of glibc and of musl: 1024 bits, the first of them for signal 1
        signals[0] = 1L << (signal - 1);
        Assert.Equal(0, Set(how, signals, 0));
    }

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int how, long[] signals, nint old);
}
