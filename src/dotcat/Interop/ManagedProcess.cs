using System.Diagnostics;

namespace Dotcat.Interop;

/// <summary>A child where there is no posix_spawn(3): by the base library.</summary>
internal sealed class ManagedProcess : ChildProcess
{
    private readonly Process _process;

    private ManagedProcess(Process process)
        : base(process.StandardInput.BaseStream, process.StandardOutput.BaseStream)
    {
        _process = process;
        Ended = process.WaitForExitAsync();
    }

    public override int Id => _process.Id;

    public override Task Ended { get; }

    public override bool LeftSomethingBehind => false;

    /// <param name="program">A path, or a name that the system looks for.</param>
    /// <param name="arguments">A word each.</param>
    /// <param name="variables">Its whole environment.</param>
    /// <exception cref="IOException">It could not be started.</exception>
    public static ManagedProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> variables
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ManagedProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Windows has no such request; the end of its input is all that it is told.</summary>
    public override void Terminate() { }

    public override void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended by itself
        }
    }

    public override int TakeExitCode()
    {
        int code = _process.ExitCode;
        _process.Dispose();
        return code;
    }
}
