using System.Globalization;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Network;

/// <summary>
/// Waits until a process listens, and reads the port that the system chose, in the kernel's tables: the same way
/// for every tool, whether it says its port or not.
/// </summary>
internal static class ListeningSocket
{
    private const string Listening = "0A";
    private const string Unconnected = "07";
    private const int AcceptsConnections = 0x10000;

    public static Endpoint Wait(Child child, Endpoint asked) =>
        asked.UnixPath is { } path
            ? Poll(child, () => IsListening(path) ? asked : null)
            : Poll(child, () => Port(child.Id, "tcp", Listening));

    public static Endpoint WaitForDatagrams(Child child) => Poll(child, () => Port(child.Id, "udp", Unconnected));

    private static Endpoint Poll(Child child, Func<Endpoint?> look)
    {
        while (!child.HasExited)
        {
            if (look() is { } endpoint)
            {
                return endpoint;
            }

            Thread.Sleep(1);
        }

        throw new MeasurementException($"ended before it listened: {child.LastWords()}");
    }

    private static bool IsListening(string path) =>
        File.ReadLines("/proc/net/unix")
            .Where(line => line.EndsWith($" {path}", StringComparison.Ordinal))
            .Any(line => (Hexadecimal(Columns(line)[3]) & AcceptsConnections) != 0);

    private static Endpoint? Port(int process, string table, string state)
    {
        var sockets = SocketsOf(process);
        return Entries(table)
            .Concat(Entries($"{table}6"))
            .Where(columns => columns[3] == state && sockets.Contains(columns[9]))
            .Select(columns => new Endpoint(Hexadecimal(columns[1].Split(':')[1])))
            .FirstOrDefault(endpoint => endpoint.Port != 0);
    }

    private static HashSet<string> SocketsOf(int process)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles($"/proc/{process}/fd")
                    .Select(path => new FileInfo(path).LinkTarget)
                    .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
                    .Select(target => target!["socket:[".Length..^1]),
            ];
        }
        catch (IOException)
        {
            return []; // it is just ending, or has just closed one
        }
        catch (UnauthorizedAccessException)
        {
            return []; // not yet the program that it is to be
        }
    }

    private static IEnumerable<string[]> Entries(string table)
    {
        string path = $"/proc/net/{table}";
        return File.Exists(path) ? File.ReadLines(path).Skip(1).Select(Columns) : [];
    }

    private static string[] Columns(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int Hexadecimal(string digits) =>
        int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
