using System.Runtime.InteropServices;
using System.Text;

namespace Dotcat.Interop;

/// <summary>Asks at the process's terminal, whatever standard input and output are. Linux only.</summary>
internal static partial class TerminalPrompt
{
    private const int TCSADRAIN = 1;
    private const int TCSAFLUSH = 2;
    private const int SettingsSize = 128; // struct termios, termios(3), and room
    private const int LocalFlags = 3; // c_lflag, after three of the same size
    private const uint ECHO = 0x8;

    /// <summary>Reads a line that the terminal does not show; null where there is no terminal, or its input ends.</summary>
    public static string? ReadHidden(string prompt, CancellationToken cancellation)
    {
        if (
            !OperatingSystem.IsLinux()
            || Libc.Open("/dev/tty", Libc.O_RDWR | Libc.O_CLOEXEC) is not (>= 0 and var terminal)
        )
        {
            return null;
        }

        var gate = new Lock();
        bool isOver = false;
        bool wasShown = Show(terminal, false, TCSAFLUSH);
        using var continuation = PosixSignalRegistration.Create(PosixSignal.SIGCONT, AskAgain);
        try
        {
            Write(terminal, prompt);
            return ReadLine(terminal, cancellation);
        }
        finally
        {
            lock (gate)
            {
                isOver = true;
                Write(terminal, "\n");
                Show(terminal, wasShown, TCSAFLUSH);
                _ = Libc.Close(terminal);
            }
        }

        // A shell that had the terminal meanwhile has made its own settings.
        void AskAgain(PosixSignalContext signal)
        {
            signal.Cancel = true; // else the runtime makes those of the start
            lock (gate)
            {
                if (!isOver)
                {
                    Show(terminal, false, TCSADRAIN);
                    Write(terminal, prompt);
                }
            }
        }
    }

    /// <summary>Sets whether the terminal shows what is typed, and nothing else of it.</summary>
    /// <returns>Whether it did before.</returns>
    private static unsafe bool Show(int terminal, bool isShown, int when)
    {
        uint* settings = stackalloc uint[SettingsSize / sizeof(uint)];
        if (GetSettings(terminal, settings) != 0)
        {
            return isShown; // it has hung up
        }

        bool wasShown = (settings[LocalFlags] & ECHO) != 0;
        settings[LocalFlags] = isShown ? settings[LocalFlags] | ECHO : settings[LocalFlags] & ~ECHO;
        _ = SetSettings(terminal, when, settings);
        return wasShown;
    }

    private static unsafe string? ReadLine(int terminal, CancellationToken cancellation)
    {
        using PolledDescriptor input = Poller.Current.Watch(terminal);
        var readiness = new Readiness();
        using CancellationTokenRegistration _ = readiness.SignalOn(cancellation);
        byte* line = stackalloc byte[4096]; // the longest a terminal gives, termios(3)
        WaitForInput();
        while (Terminal.IsInBackground(terminal))
        {
            cancellation.WaitHandle.WaitOne(Terminal.LookAgain);
            WaitForInput();
        }

        nint count = Libc.Read(terminal, line, 4096);
        return count > 0 ? Encoding.UTF8.GetString(line, (int)count).TrimEnd('\n') : null;

        void WaitForInput()
        {
            readiness.WaitAsync(input, Libc.POLLIN).AsTask().GetAwaiter().GetResult();
            cancellation.ThrowIfCancellationRequested();
        }
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
