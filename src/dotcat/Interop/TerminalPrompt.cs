using System.Runtime.InteropServices;
using System.Text;

namespace Dotcat.Interop;

/// <summary>Asks at the process's terminal, whatever standard input and output are. Linux only.</summary>
internal static partial class TerminalPrompt
{
    private const int TCSAFLUSH = 2;
    private const int SettingsSize = 128; // struct termios, termios(3), and room
    private const int LocalFlags = 3; // c_lflag, after three of the same size
    private const uint ECHO = 0x8;

    /// <summary>Reads a line that the terminal does not show; null where there is no terminal, or its input ends.</summary>
    public static unsafe string? ReadHidden(string prompt, CancellationToken cancellation)
    {
        int terminal = OperatingSystem.IsLinux() ? Libc.Open("/dev/tty", Libc.O_RDWR | Libc.O_CLOEXEC) : -1;
        if (terminal < 0)
        {
            return null;
        }

        uint* settings = stackalloc uint[SettingsSize / sizeof(uint)];
        _ = GetSettings(terminal, settings);
        uint usual = settings[LocalFlags];
        settings[LocalFlags] &= ~ECHO;
        _ = SetSettings(terminal, TCSAFLUSH, settings);
        try
        {
            Write(terminal, prompt);
            return ReadLine(terminal, cancellation);
        }
        finally
        {
            settings[LocalFlags] = usual;
            Write(terminal, "\n");
            _ = SetSettings(terminal, TCSAFLUSH, settings);
            _ = Libc.Close(terminal);
        }
    }

    private static unsafe string? ReadLine(int terminal, CancellationToken cancellation)
    {
        using PolledDescriptor input = Poller.Shared.Watch(terminal);
        var readiness = new Readiness();
        using CancellationTokenRegistration _ = readiness.SignalOn(cancellation);
        byte* line = stackalloc byte[4096]; // the longest a terminal gives, termios(3)
        readiness.WaitAsync(input, Libc.POLLIN).AsTask().GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        nint count = Libc.Read(terminal, line, 4096);
        return count > 0 ? Encoding.UTF8.GetString(line, (int)count).TrimEnd('\n') : null;
    }

    private static unsafe void Write(int terminal, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            _ = Libc.Write(terminal, start, (nuint)bytes.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static unsafe partial int GetSettings(int terminal, uint* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static unsafe partial int SetSettings(int terminal, int when, uint* settings);
}
