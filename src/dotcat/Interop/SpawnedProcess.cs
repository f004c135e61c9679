using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Interop;

/// <summary>
/// A child on Unix, the leader of a process group of its own from its first instruction: what it starts can be
/// ended along with it.
/// </summary>
internal sealed partial class SpawnedProcess(int id, Task ended, Stream input, Stream output, Descriptors pipes)
    : ChildProcess(input, output)
{
    private const int SIGKILL = 9;
    private const int SIGTERM = 15;

    public override int Id => id;

    public override Task Ended => ended;

    public override Descriptors? Descriptors => pipes;

    /// <summary>The number is not given to anybody else as long as a process of the group is there (setpgid(2)).</summary>
    public override bool LeftSomethingBehind => Signal(-id, 0) == 0;

    /// <param name="path">The program.</param>
    /// <param name="words">Its name for itself, and its arguments.</param>
    /// <param name="environment">Its variables, <c>NAME=value</c> each.</param>
    /// <param name="watch">Tells when it has ended.</param>
    /// <exception cref="IOException">It could not be started.</exception>
    public static SpawnedProcess Start(
        string path,
        IReadOnlyList<string> words,
        IReadOnlyList<string> environment,
        ChildWatch watch
    )
    {
        AnonymousPipeServerStream? input = null;
        AnonymousPipeServerStream? output = null;
        try
        {
            input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
            output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
            int id = PosixSpawn.Start(
                path,
                words,
                environment,
                Number(input.ClientSafePipeHandle),
                Number(output.ClientSafePipeHandle)
            );
            var pipes = new Descriptors(
                Number(output.SafePipeHandle),
                Number(input.SafePipeHandle),
                ReaderMayLeave: true
            );
            input.DisposeLocalCopyOfClientHandle();
            output.DisposeLocalCopyOfClientHandle();
            return new SpawnedProcess(id, watch.EndOf(id), input, output, pipes);
        }
        catch
        {
            input?.DisposeLocalCopyOfClientHandle();
            input?.Dispose();
            output?.DisposeLocalCopyOfClientHandle();
            output?.Dispose();
            throw;
        }
    }

    public override void Terminate() => _ = Signal(-id, SIGTERM);

    public override void Kill() => _ = Signal(-id, SIGKILL);

    public override int TakeExitCode()
    {
        int status;
        while (WaitForProcess(id, out status, 0) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) { }

        int signal = status & 0x7f; // WTERMSIG, else WEXITSTATUS
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    private static int Number(SafePipeHandle end) => (int)end.DangerousGetHandle();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitForProcess(int process, out int status, int options);
}
