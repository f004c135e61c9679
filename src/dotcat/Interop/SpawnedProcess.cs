using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// A child on Unix, the leader of a process group of its own from its first instruction: what it starts can be
/// ended along with it.
/// </summary>
internal sealed partial class SpawnedProcess : ChildProcess
{
    private const int SIGKILL = 9;
    private const int SIGTERM = 15;

    private readonly AnonymousPipeServerStream _input;
    private readonly AnonymousPipeServerStream _output;

    private SpawnedProcess(int id, Task ended, AnonymousPipeServerStream input, AnonymousPipeServerStream output)
        : base(input, output)
    {
        Id = id;
        Ended = ended;
        _input = input;
        _output = output;
    }

    public override int Id { get; }

    public override Task Ended { get; }

    /// <summary>The number is not given to anybody else as long as a process of the group is there (setpgid(2)).</summary>
    public override bool LeftSomethingBehind => Signal(-Id, 0) == 0;

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
                (int)input.ClientSafePipeHandle.DangerousGetHandle(),
                (int)output.ClientSafePipeHandle.DangerousGetHandle()
            );
            input.DisposeLocalCopyOfClientHandle();
            output.DisposeLocalCopyOfClientHandle();
            return new SpawnedProcess(id, watch.EndOf(id), input, output);
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

    public override Descriptors? Descriptors =>
        new(
            (int)_output.SafePipeHandle.DangerousGetHandle(),
            (int)_input.SafePipeHandle.DangerousGetHandle(),
            ReaderMayLeave: true
        );

    public override void Terminate() => _ = Signal(-Id, SIGTERM);

    public override void Kill() => _ = Signal(-Id, SIGKILL);

    public override int TakeExitCode()
    {
        int status;
        while (WaitForProcess(Id, out status, 0) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) { }

        int signal = status & 0x7f; // WTERMSIG, else WEXITSTATUS
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitForProcess(int process, out int status, int options);
}
