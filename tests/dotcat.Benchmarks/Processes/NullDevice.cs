using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

internal static class NullDevice
{
    public static SafeFileHandle Handle { get; } =
        File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
