using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Tells a terminal from everything else: isatty(3).</summary>
internal static partial class Terminal
{
    /// <summary>Whether somebody may type what is read there.</summary>
    public static bool IsAt(int descriptor) =>
        (OperatingSystem.IsWindows() ? WindowsIsATerminal(descriptor) : IsATerminal(descriptor)) != 0;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATerminal(int descriptor);

    [LibraryImport("msvcrt", EntryPoint = "_isatty")]
    private static partial int WindowsIsATerminal(int descriptor);
}
