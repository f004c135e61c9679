using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>The folder that the process works in. It may have been removed, and whoever asks for its path fails then.</summary>
internal static partial class WorkingFolder
{
    /// <summary>Does something in a folder that is there, and goes back.</summary>
    public static T Leave<T>(Func<T> work)
    {
        if (OperatingSystem.IsWindows())
        {
            return work(); // where it cannot be removed
        }

        int own = Libc.Open(".", Libc.O_RDONLY | Libc.O_CLOEXEC);
        Directory.SetCurrentDirectory("/");
        try
        {
            return work();
        }
        finally
        {
            _ = Change(own);
            _ = Libc.Close(own);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchdir")]
    private static partial int Change(int folder);
}
