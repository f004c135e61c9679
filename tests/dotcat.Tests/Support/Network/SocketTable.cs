using System.Globalization;
using System.Net;

namespace Dotcat.Tests.Support.Network;

/// <summary>The system's own list of sockets (proc(5)), for programs that do not say where they listen.</summary>
internal static class SocketTable
{
    private const string TcpListening = "0A";
    private const string UdpUnconnected = "07";
    private const int UnixListening = 0x10000;

    /// <summary>The port that the program listens on, as soon as it does.</summary>
    public static async Task<int> PortOfAsync(RunningProcess process, Transport transport)
    {
        string table = transport switch
        {
            Transport.Tcp4 => "tcp",
            Transport.Tcp6 => "tcp6",
            Transport.Udp4 => "udp",
            Transport.Udp6 => "udp6",
            _ => throw new ArgumentOutOfRangeException(nameof(transport)),
        };
        string state = transport.IsDatagram ? UdpUnconnected : TcpListening;
        string port = await Eventually.GetAsync(
            () => FindPort($"/proc/net/{table}", state, SocketsOf(process)),
            $"a {transport} port of process {process.Id}, which said: {string.Join(" | ", process.ErrorLines)}"
        );
        return int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until something is bound to the Unix address, and listens where it is a stream.</summary>
    public static Task UntilBoundAsync(string unixAddress, bool isDatagram) =>
        Eventually.TrueAsync(() => IsBound(unixAddress, isDatagram), $"a socket at {unixAddress}");

    public static bool IsBound(string unixAddress, bool isDatagram)
    {
        // Num RefCount Protocol Flags Type St Inode Path
        foreach (string line in File.ReadLines("/proc/net/unix"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 8 && fields[7] == unixAddress)
            {
                int flags = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return isDatagram || flags == UnixListening;
            }
        }

        return false;
    }

    /// <summary>Whether somebody listens on that TCP port, or is bound to that of UDP, at whatever address.</summary>
    public static bool IsListenedOn(int port) =>
        HasPort("tcp", TcpListening, port)
        || HasPort("tcp6", TcpListening, port)
        || HasPort("udp", UdpUnconnected, port)
        || HasPort("udp6", UdpUnconnected, port);

    /// <summary>
    /// Which timer runs for each TCP connection over IPv4 with that end: 0 for none, 1 for what is not acknowledged, 2 for
    /// a probe of a silent peer.
    /// </summary>
    public static int[] TimersOf(IPEndPoint? local = null, IPEndPoint? remote = null)
    {
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when
        const string Established = "01";
        return
        [
            .. File.ReadLines("/proc/net/tcp")
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields =>
                    fields[3] == Established
                    && (local is null || fields[1] == InTable(local))
                    && (remote is null || fields[2] == InTable(remote))
                )
                .Select(static fields => int.Parse(fields[5].Split(':')[0], CultureInfo.InvariantCulture)),
        ];
    }

    private static bool HasPort(string table, string state, int port) =>
        File.ReadLines($"/proc/net/{table}")
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[3] == state && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal));

    private static string InTable(IPEndPoint end) =>
        $"{BitConverter.ToUInt32(end.Address.GetAddressBytes()):X8}:{end.Port:X4}";

    private static string? FindPort(string table, string state, HashSet<string> inodes)
    {
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
        foreach (string line in File.ReadLines(table))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == state && inodes.Contains(fields[9]))
            {
                return fields[1].Split(':')[1];
            }
        }

        return null;
    }

    private static HashSet<string> SocketsOf(RunningProcess process)
    {
        const string Prefix = "socket:[";
        var inodes = new HashSet<string>();
        foreach (string descriptor in Descriptors(process))
        {
            if (
                new FileInfo(descriptor).LinkTarget is { } target
                && target.StartsWith(Prefix, StringComparison.Ordinal)
            )
            {
                inodes.Add(target[Prefix.Length..^1]);
            }
        }

        return inodes;
    }

    private static string[] Descriptors(RunningProcess process)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{process.Id}/fd");
        }
        catch (DirectoryNotFoundException)
        {
            return []; // it has ended
        }
    }
}
