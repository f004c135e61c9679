using System.Globalization;

namespace Dotcat.Reliability.LongRun;

/// <summary>What a process holds at a moment: proc(5).</summary>
/// <param name="Minutes">Since the first sample.</param>
/// <param name="Descriptors">Open ones.</param>
/// <param name="Threads">Of it.</param>
/// <param name="Children">Of all its threads, ended ones that nobody has waited for among them.</param>
/// <param name="Kilobytes">Resident: VmRSS.</param>
/// <param name="Peak">The most that ever were resident, in kilobytes: VmHWM.</param>
internal sealed record Sample(double Minutes, int Descriptors, int Threads, int Children, double Kilobytes, double Peak)
{
    public static Sample Of(int process, double minutes)
    {
        string[] status = File.ReadAllLines($"/proc/{process}/status");
        return new Sample(
            minutes,
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length,
            (int)Number(status, "Threads:"),
            Directory.EnumerateDirectories($"/proc/{process}/task").Sum(ChildrenOf),
            Number(status, "VmRSS:"),
            Number(status, "VmHWM:")
        );
    }

    private static int ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            return 0; // it has just ended, and another thread has its children
        }
    }

    private static double Number(string[] status, string key)
    {
        string line = status.First(line => line.StartsWith(key, StringComparison.Ordinal));
        return double.Parse(line[key.Length..].Split("kB")[0], CultureInfo.InvariantCulture);
    }
}
