using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// The heaps of malloc(3). glibc makes one for almost each thread, up to eight for each processor, and what is freed in one
/// serves no thread of another: https://sourceware.org/glibc/wiki/MallocInternals.
/// </summary>
internal static class NativeHeap
{
    private const int M_ARENA_MAX = -8; // mallopt(3)

    /// <summary>Has all threads that begin from now on share two of them. Other C libraries have one.</summary>
    public static unsafe void Share()
    {
        if (
            OperatingSystem.IsLinux()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out nint mallopt)
        )
        {
            _ = ((delegate* unmanaged<int, int, int>)mallopt)(M_ARENA_MAX, 2);
        }
    }
}
