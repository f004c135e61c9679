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

    /// <summary>
    /// How many heaps glibc has made beside the first one: each begins where 64 MB do, of which most are only reserved
    /// (malloc/arena.c, HEAP_MAX_SIZE).
    /// </summary>
    public static int HeapsOfThreads(RunningProcess process)
    {
        const long Size = 64 * 1024 * 1024;
        string[][] areas = [.. File.ReadLines($"/proc/{process.Id}/maps").Select(static line => line.Split(' '))];
        return areas
            .Zip(areas.Skip(1))
            .Count(static two =>
                two.First[1] == "rw-p"
                && two.Second[1] == "---p"
                && Ends(two.First).Start % Size == 0
                && Ends(two.Second) is var rest
                && rest.Start == Ends(two.First).End
                && rest.End == Ends(two.First).Start + Size
            );

        static (long Start, long End) Ends(string[] area) =>
            area[0].Split('-') is [var start, var end]
                ? (
                    long.Parse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                )
                : default;
    }

    private static long Kilobytes(RunningProcess process, string name) =>
        1024 * long.Parse(Field($"/proc/{process.Id}/status", name), CultureInfo.InvariantCulture);

    private static string Field(string file, string name) =>
        File.ReadLines(file)
            .Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
}
