namespace Dotcat.Tests.Support.Tools;

/// <summary>Lines for the shell that <c>-c</c> has on the tool's machine: sh, and on Windows cmd.exe.</summary>
internal static class ToolShell
{
    public static string NewLine => ToolMachine.IsWindows ? "\r\n" : "\n";

    /// <summary>Waits some seconds, and says nothing. Their number stands on the command line of what waits.</summary>
    public static string Sleep(string seconds) =>
        ToolMachine.IsWindows ? $"ping -n {seconds} 127.0.0.1 >NUL" : $"exec sleep {seconds}";

    /// <summary>Reads a line, and says it.</summary>
    public static string RepeatLine =>
        ToolMachine.IsWindows ? "set /p word=&call echo %word%" : "read word; echo $word";

    /// <summary>Says what is in a file.</summary>
    public static string Print(string file) =>
        ToolMachine.IsWindows ? $"type {file.Replace('/', '\\')}" : $"exec <&-; cat {file}";

    /// <summary>What a variable of the environment is.</summary>
    public static string Variable(string name) => ToolMachine.IsWindows ? $"%{name}%" : $"${name}";
}
