using System.Globalization;
using System.Runtime.InteropServices;

namespace Dotcat.Benchmarks;

/// <summary>The machine as its own files describe it.</summary>
internal static class Machine
{
    public static IEnumerable<string> Describe() =>
        [
            $"processor: {Value("/proc/cpuinfo", "model name", ':')}, {Environment.ProcessorCount} cores",
            $"memory: {Gigabytes()} GB",
            $"kernel: {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
            $"system: {Value("/etc/os-release", "PRETTY_NAME", '=').Trim('"')}",
            $"runtime: {RuntimeInformation.FrameworkDescription}",
            $"largest receive buffer (net.core.rmem_max): {ReceiveBuffer()} bytes",
        ];

    private static string Gigabytes()
    {
        string kilobytes = Value("/proc/meminfo", "MemTotal", ':').Split(' ')[0];
        return double.TryParse(kilobytes, CultureInfo.InvariantCulture, out double count)
            ? (count * 1024 / 1e9).ToString("N0", CultureInfo.InvariantCulture)
            : "?";
    }

    private static string ReceiveBuffer()
    {
        const string setting = "/proc/sys/net/core/rmem_max";
        return File.Exists(setting) ? File.ReadAllText(setting).Trim() : "?";
    }

    private static string Value(string file, string key, char separator) =>
        (File.Exists(file) ? File.ReadLines(file) : [])
            .Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault("?");
}
