using System.Globalization;

namespace Dotcat.Tests.Support.Processes;

/// <summary>What the system knows of a process: /proc/PID, proc(5).</summary>
internal static class ProcessStatus
{
    /// <summary>What it has resident, in bytes.</summary>
    public static long Memory(RunningProcess process) => Kilobytes(process, "VmRSS:");

    /// <summary>The most it has had resident, in bytes.</summary>
    public static long PeakMemory(RunningProcess process) => Kilobytes(process, "VmHWM:");

    /// <summary>The soft limit of open files.</summary>
    public static string MaxOpenFiles(RunningProcess process) => Field($"/proc/{process.Id}/limits", "Max open files");

    /// <summary>The names of its threads, cut at 15 characters.</summary>
    public static IEnumerable<string> Threads(RunningProcess process) =>
        Directory
            .EnumerateDirectories($"/proc/{process.Id}/task")
            .Select(static thread => File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd('\n'));

    private static long Kilobytes(RunningProcess process, string name) =>
        1024 * long.Parse(Field($"/proc/{process.Id}/status", name), CultureInfo.InvariantCulture);

    private static string Field(string file, string name) =>
        File.ReadLines(file)
            .Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
}
