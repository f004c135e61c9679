using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>How many descriptors the process may have: RLIMIT_NOFILE, getrlimit(2). No limit on Windows.</summary>
internal static partial class DescriptorLimit
{
    private static readonly int _openFiles = OperatingSystem.IsLinux() ? 7 : 8; // RLIMIT_NOFILE

    /// <summary>
    /// Raises the soft limit to the hard one, which the runtime does by itself only where it compiles as it goes.
    /// </summary>
    /// <returns>The limit that holds from then on.</returns>
    public static long Raise()
    {
        if (OperatingSystem.IsWindows() || Get(_openFiles, out Limits limits) != 0)
        {
            return long.MaxValue;
        }

        Limits raised = limits with { Soft = limits.Hard };
        bool isRaised = limits.Soft < limits.Hard && Set(_openFiles, in raised) == 0; // else the old limit holds
        return (long)Math.Min(isRaised ? raised.Soft : limits.Soft, long.MaxValue);
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
