using System.Globalization;
using System.Security.Cryptography;

namespace Dotcat.Tests.Support.Processes;

/// <summary>Other programs' processes, as proc(5) shows them.</summary>
internal static class ProcessTable
{
    /// <summary>A duration in seconds that no other test's <c>sleep</c> has: how a test knows its own.</summary>
    public static string UniqueSeconds() =>
        RandomNumberGenerator.GetInt32(1_000_000, 2_000_000_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>How many run, zombies not counted, with this word on their command line.</summary>
    public static int Count(string word) => CountFiles("cmdline", text => Array.IndexOf(text.Split('\0'), word) >= 0);

    /// <summary>Children of a process, zombies among them.</summary>
    public static int ChildrenOf(RunningProcess process) =>
        CountFiles("stat", text => text[text.LastIndexOf(')')..].Split(' ')[2] == $"{process.Id}"); // (name) state ppid

    /// <summary>Descriptors that a process has open.</summary>
    public static int DescriptorsOf(RunningProcess process) =>
        Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;

    /// <summary>Threads that a process has.</summary>
    public static int ThreadsOf(RunningProcess process) =>
        Directory.GetFileSystemEntries($"/proc/{process.Id}/task").Length;

    private static int CountFiles(string name, Func<string, bool> fits)
    {
        int count = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string file = Path.Combine(folder, name);
            try
            {
                count += char.IsAsciiDigit(Path.GetFileName(folder)[0]) && fits(File.ReadAllText(file)) ? 1 : 0;
            }
            catch (IOException)
            {
                // it has just ended
            }
        }

        return count;
    }
}
