using System.Diagnostics;

namespace Dotcat.Tests.Support.Processes;

/// <summary>A program of which one system call fails: failing.c, which this compiles.</summary>
internal static class FailingCall
{
    private static readonly Lazy<string?> _program = new(Compile);

    /// <summary>The command that runs another so; null where there is no C compiler.</summary>
    /// <param name="report">The file that says which call failed.</param>
    /// <param name="call">Such as <c>read socket</c>, <c>fcntl standard 1030</c>, <c>openat</c>: as failing.c says.</param>
    /// <param name="error">Such as <c>ENOMEM</c>.</param>
    /// <param name="number">Which of them, from 1 on.</param>
    public static string[]? Command(string report, string call, string error, int number)
    {
        string[] words = call.Split(' ');
        string kind = words.Length > 1 ? words[1] : "none";
        string command = words.Length > 2 ? words[2] : "0";
        return _program.Value is { } program ? [program, report, words[0], kind, command, error, $"{number}"] : null;
    }

    private static string? Compile()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "failing.c");
        string program = Path.Combine(AppContext.BaseDirectory, "failing");
        string own = $"{program}.{Environment.ProcessId}"; // others may be compiling it, too
        try
        {
            using Process compiler = Process.Start("cc", ["-O2", "-o", own, source]);
            compiler.WaitForExit();
            File.Move(own, program, overwrite: true);
            return program;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is no cc
        }
    }
}
