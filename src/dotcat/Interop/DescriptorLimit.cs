using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>How many descriptors the process may have: RLIMIT_NOFILE, getrlimit(2). No limit on Windows.</summary>
internal static partial class DescriptorLimit
{
    private static readonly int _openFiles = OperatingSystem.IsLinux() ? 7 : 8; // RLIMIT_NOFILE
    private static readonly int _closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000; // O_CLOEXEC

    /// <summary>Raises the soft limit to the hard one, which the runtime does by itself only where it compiles as it goes.</summary>
    public static void Raise()
    {
        if (TryGet(out Limits limits) && limits.Soft < limits.Hard)
        {
            limits.Soft = limits.Hard;
            _ = Set(_openFiles, in limits); // where the system refuses, the old limit holds
        }
    }

    /// <summary>Whether at least so many could be opened: the system gives out the lowest number that is free.</summary>
    public static bool HasRoom(int count)
    {
        if (!TryGet(out Limits limits))
        {
            return true;
        }

        int lowest = Libc.Open("/dev/null", Libc.O_RDWR | _closeOnExec);
        if (lowest < 0)
        {
            return Marshal.GetLastPInvokeError() is not (Libc.EMFILE or Libc.ENFILE);
        }

        _ = Libc.Close(lowest);
        return (ulong)(lowest + count) <= limits.Soft;
    }

    private static bool TryGet(out Limits limits)
    {
        limits = default;
        return !OperatingSystem.IsWindows() && Get(_openFiles, out limits) == 0;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Limits limits);

    /// <summary>struct rlimit of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}
