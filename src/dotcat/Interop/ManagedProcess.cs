using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Interop;

/// <summary>A child where there is no posix_spawn(3), which is on Windows: by the base library, in a job of its own.</summary>
internal sealed class ManagedProcess : ChildProcess
{
    private readonly Process _process;
    private readonly Job _job;

    private ManagedProcess(Process process, Job job)
        : base(
            Pipe(process.StandardInput.BaseStream, PipeDirection.Out),
            Pipe(process.StandardOutput.BaseStream, PipeDirection.In)
        )
    {
        (_process, _job) = (process, job);
        Id = process.Id;
        Ended = process.WaitForExitAsync();
    }

    public override int Id { get; }

    public override Task Ended { get; }

    public override bool LeftSomethingBehind => _job.IsRunning;

    /// <param name="program">Its path.</param>
    /// <param name="arguments">A word each.</param>
    /// <param name="variables">Its whole environment.</param>
    /// <exception cref="IOException">It could not be started.</exception>
    public static ManagedProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> variables
    )
    {
        // cmd.exe reads its command line by rules of its own, for which \" is no quote.
        bool isShell = Path.GetFileName(program).Equals(Executables.WindowsShell, StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = isShell ? new(program, string.Join(' ', arguments)) : new(program, arguments);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        start.Environment.Clear();
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        var job = new Job();
        try
        {
            Process process = Process.Start(start)!;
            job.TryAdd(process.SafeHandle);
            return new ManagedProcess(process, job);
        }
        catch (Win32Exception e)
        {
            job.Dispose();
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Windows has no such request; the end of its input is all that it is told.</summary>
    public override void Terminate() { }

    public override void Kill()
    {
        _job.End();
        try
        {
            _process.Kill(entireProcessTree: true); // where it could not join the job
        }
        catch (InvalidOperationException)
        {
            // it has ended
        }
    }

    public override int TakeExitCode()
    {
        int code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    /// <summary>The process's own stream keeps back what it is given, and does not let a read be given up; a pipe's does neither.</summary>
    private static AnonymousPipeClientStream Pipe(Stream stream, PipeDirection direction)
    {
        SafeFileHandle file = ((FileStream)stream).SafeFileHandle;
        var pipe = new SafePipeHandle(file.DangerousGetHandle(), ownsHandle: true);
        file.SetHandleAsInvalid(); // it is closed once
        return new AnonymousPipeClientStream(direction, pipe);
    }
}
