using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Reliability.Network;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Peers;

/// <summary>Datagrams from sources that do not exist come to an echo, each from another one.</summary>
internal sealed class ForgedSources() : Trial("Peers", "datagrams from forged sources")
{
    private const int Windows = 12;
    private const double Most = 2;
    private const int Pace = 2_000; // a second

    /// <summary>Of 120,000 peers, as many as are remembered for a minute each.</summary>
    private const double MostMegabytes = 256;

    public override IReadOnlyList<Requirement> Requirements => TwoHosts.Requirements;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        using var hosts = new TwoHosts(Impairment.None, conditions.Seed);
        hosts.Far.Command("ip", "route", "add", "default", "dev", TunDevice.Name);
        await using ToolProcess server = hosts.Far.StartTool("-luk", "--echo", TwoHosts.FarAddress, "0");
        int port = await server.PortAsync(conditions.Limit);
        Socket socket = hosts.Near.Run(() =>
            new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        );
        await socket.ConnectAsync(IPAddress.Parse(TwoHosts.FarAddress), port);
        using var healthy = new HealthyClient(new Exchanges(socket));
        Latency quiet = healthy.Measure(Windows);
        ServerState before = ServerState.Of(server.Id);

        int count = conditions.IsShort ? 20_000 : 200_000;
        Task forging = ForgeAsync(hosts, port, count, conditions);
        Latency beside = healthy.Measure(Windows, forging);
        await forging;
        ServerState after = ServerState.Of(server.Id);
        string seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} at {Pace:N0} a second; p99 in ms (of a bare echo) {quiet} alone, {beside} beside them; MB {before.Megabytes:0} before, {after.Megabytes:0} after, descriptors {before.Descriptors} and {after.Descriptors}"
        );
        BrokenException.ThrowUnless(
            !beside.Exceeds(quiet, Most, conditions.IsShort),
            $"the healthy client waited; {seen}"
        );
        BrokenException.ThrowUnless(after.Megabytes < MostMegabytes, $"memory grows; {seen}");
        BrokenException.ThrowUnless(after.Descriptors <= before.Descriptors, seen);
        return seen;
    }

    private static async Task ForgeAsync(TwoHosts hosts, int port, int count, Conditions conditions)
    {
        var random = new Random(conditions.Seed);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (int sent = 0; sent < count; )
        {
            for (int i = 0; i < Pace / 200; i++, sent++)
            {
                hosts.Out.Inject(Datagram(random, port));
            }

            _ = await timer.WaitForNextTickAsync(conditions.Limit);
        }
    }

    /// <summary>RFC 791 section 3.1, RFC 768. A checksum of 0 in UDP is none.</summary>
    private static byte[] Datagram(Random random, int port)
    {
        const int Header = 20;
        byte[] packet = new byte[Header + 8 + 16];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64; // time to live
        packet[9] = 17; // UDP
        _ = new IPAddress([
            (byte)random.Next(11, 100),
            (byte)random.Next(256),
            (byte)random.Next(256),
            9,
        ]).TryWriteBytes(packet.AsSpan(12), out _);
        _ = IPAddress.Parse(TwoHosts.FarAddress).TryWriteBytes(packet.AsSpan(16), out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Header), (ushort)random.Next(1024, 65536));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Header + 2), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Header + 4), (ushort)(packet.Length - Header));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, Header)));
        return packet;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
