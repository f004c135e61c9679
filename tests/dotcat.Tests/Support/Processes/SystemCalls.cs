using System.Runtime.InteropServices;

namespace Dotcat.Tests.Support.Processes;

/// <summary>The system calls the tests need and the base library has no word for.</summary>
internal static partial class SystemCalls
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int process, int signal);
}
