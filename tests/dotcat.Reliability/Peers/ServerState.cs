using System.Globalization;

namespace Dotcat.Reliability.Peers;

/// <summary>What a process holds: proc(5).</summary>
/// <param name="Descriptors">Open ones.</param>
/// <param name="Threads">Of it.</param>
/// <param name="Megabytes">Resident.</param>
internal sealed record ServerState(int Descriptors, int Threads, double Megabytes)
{
    public static ServerState Of(int process)
    {
        string[] status = File.ReadAllLines($"/proc/{process}/status");
        return new ServerState(
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length,
            (int)Number(status, "Threads:"),
            Number(status, "VmRSS:") / 1024
        );
    }

    private static double Number(string[] status, string key)
    {
        string line = status.First(line => line.StartsWith(key, StringComparison.Ordinal));
        return double.Parse(
            line[key.Length..].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        );
    }
}
