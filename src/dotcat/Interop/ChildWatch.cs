using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Tells when children have ended: SIGCHLD, and waitid(2) for each child that is known. They are left as zombies,
/// so that their numbers stay theirs until somebody takes their exit codes.
/// </summary>
internal sealed partial class ChildWatch : IDisposable
{
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private static readonly int _leaveZombie = OperatingSystem.IsLinux() ? 0x0100_0000 : 0x20; // WNOWAIT

    /// <summary>siginfo_t, in bytes; that of Linux is the largest.</summary>
    private const int InformationSize = 128;

    /// <summary>Bytes for a struct sigaction; that of glibc has 152.</summary>
    private const int ActionSize = 256;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource> _running = [];
    private readonly PosixSignalRegistration _signals;

    public ChildWatch()
    {
        StopIgnoring();
        _signals = PosixSignalRegistration.Create(
#pragma warning disable CA1416 // Windows has none: callers ask the platform first, as for all of libc
            PosixSignal.SIGCHLD,
#pragma warning restore CA1416
            context =>
            {
                context.Cancel = true; // else the runtime takes all children's codes where SIGCHLD was ignored before
                Look();
            }
        );
    }

    /// <summary>Completes when the child has ended.</summary>
    public Task EndOf(int process)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _running.Add(process, ended);
        }

        Look(); // its signal may have come before this
        return ended.Task;
    }

    public void Dispose() => _signals.Dispose();

    private void Look()
    {
        lock (_gate) // a number is the child's for as long as its end is not told
        {
            foreach ((int process, TaskCompletionSource ended) in _running)
            {
                if (HasEnded(process))
                {
                    _running.Remove(process);
                    ended.SetResult();
                }
            }
        }
    }

    /// <summary>
    /// A parent may have left SIGCHLD ignored, which the runtime respects, and with which the system keeps no child's
    /// exit code (waitpid(2)).
    /// </summary>
    private static unsafe void StopIgnoring()
    {
        nint* action = stackalloc nint[ActionSize / sizeof(nint)];
        int signal = OperatingSystem.IsLinux() ? 17 : 20;
        if (GetAction(signal, 0, action) == 0 && *action == SIG_IGN) // sa_handler, the first field
        {
            _ = SetHandler(signal, SIG_DFL);
        }
    }

    /// <summary>Also where there is no such child any more.</summary>
    private static unsafe bool HasEnded(int process)
    {
        int* information = stackalloc int[InformationSize / sizeof(int)];
        *information = 0;
        int result = WaitForId(P_PID, process, information, WEXITED | WNOHANG | _leaveZombie);
        return result != 0 || *information != 0; // si_signo, the first field, is set where it has ended
    }

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static unsafe partial int WaitForId(int kind, int id, int* information, int options);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static unsafe partial int GetAction(int signal, nint none, nint* action);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
