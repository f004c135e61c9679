using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Tells a terminal from everything else, isatty(3), and whose it is at the moment, tcgetpgrp(3).</summary>
internal static partial class Terminal
{
    private const int UsualColumns = 80;
    private const uint TIOCGWINSZ = 0x5413; // ioctl_tty(2)
    private const uint VirtualTerminal = 0x4; // ENABLE_VIRTUAL_TERMINAL_PROCESSING

    /// <summary>
    /// How long to wait in the background before looking whose the terminal is. Nothing tells it: a shell continues a
    /// job that it brings back (SIGCONT) only if it had stopped.
    /// </summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether somebody may type what is read there.</summary>
    public static bool IsAt(int descriptor) =>
        OperatingSystem.IsWindows() ? ConsoleMode(descriptor) is not null : IsATerminal(descriptor) != 0;

    /// <summary>Whether it is shown somewhere that understands escape sequences: on Windows, a console may or may not.</summary>
    public static bool TakesEscapes(int descriptor) =>
        OperatingSystem.IsWindows()
            ? ConsoleMode(descriptor) is { } mode && (mode & VirtualTerminal) != 0
            : IsAt(descriptor);

    /// <summary>How many characters a line has there now; where that cannot be asked for, how many it usually has.</summary>
    public static unsafe int Columns(int descriptor)
    {
        ushort* size = stackalloc ushort[4]; // struct winsize: rows, columns, pixels
        return OperatingSystem.IsLinux() && GetWindowSize(descriptor, TIOCGWINSZ, size) == 0 && size[1] > 0
            ? size[1]
            : UsualColumns;
    }

    /// <summary>
    /// Whether what is typed there is another job's. Unix only. False where no shell has given it to anybody: it
    /// controls another session or none, or has hung up.
    /// </summary>
    public static bool IsInBackground(int descriptor) =>
        ForegroundGroup(descriptor) is >= 0 and var group && group != OwnGroup();

    /// <summary>Null where it is no console: NUL is none, though C's library calls it a terminal.</summary>
    private static uint? ConsoleMode(int descriptor) =>
        GetConsoleMode(HandleStream.StandardHandle(descriptor), out uint mode) ? mode : null;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATerminal(int descriptor);

    /// <summary>Takes a variable number of arguments, which not every system passes as others.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int GetWindowSize(int descriptor, nuint request, ushort* size);

    /// <summary>https://learn.microsoft.com/windows/console/getconsolemode</summary>
    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();
}
