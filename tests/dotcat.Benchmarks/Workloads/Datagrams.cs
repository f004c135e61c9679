using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>Datagrams as fast as this process can send them, to a receiver that writes them to a file in memory.</summary>
internal sealed class Datagrams(string title, int count) : Workload
{
    private const int Size = 1000;
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(300);

    public Metric Received { get; } =
        new(FormattableString.Invariant($"{title}, received of {count:N0}"), "datagrams", "N0", MoreIsBetter: true);

    public override IReadOnlyList<Metric> Metrics => [Received];

    public override double[] Measure(Contender contender)
    {
        using var output = new MemoryFile("datagrams");
        using var receiver = Child.Start(contender.ReceiveDatagrams(), NullDevice.Handle, output.Handle, Limit);
        Endpoint endpoint = ListeningSocket.WaitForDatagrams(receiver);
        Send(endpoint.Port);
        WaitForSilence(output);
        if (receiver.HasExited)
        {
            throw new MeasurementException($"ended by itself: {receiver.LastWords()}");
        }

        receiver.Signal(Libc.SIGTERM);
        return [(double)output.Length / Size];
    }

    private void Send(int port)
    {
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(new IPEndPoint(IPAddress.Loopback, port));
        byte[] datagram = new byte[Size];
        for (int i = 0; i < count; i++)
        {
            _ = sender.Send(datagram);
        }
    }

    /// <summary>Until nothing has arrived for a while: a lost datagram is told by nothing else.</summary>
    private static void WaitForSilence(MemoryFile output)
    {
        long length = -1;
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < s_silence)
        {
            Thread.Sleep(10);
            if (output.Length != length)
            {
                length = output.Length;
                since = Stopwatch.GetTimestamp();
            }
        }
    }
}
