using System.Globalization;

namespace Dotcat.Reliability.Network;

/// <summary>What a host's kernel counts of UDP: proc(5), /proc/net/snmp.</summary>
internal static class UdpCounters
{
    /// <summary>Datagrams that found a socket's buffer full.</summary>
    public static long Dropped(NetworkNamespace host)
    {
        string[] lines = host.Run(() => File.ReadAllLines("/proc/thread-self/net/snmp"));
        string[][] udp =
        [
            .. lines.Where(line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Select(line => line.Split(' ')),
        ];
        return long.Parse(udp[1][Array.IndexOf(udp[0], "RcvbufErrors")], CultureInfo.InvariantCulture);
    }
}
