using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>What one client of a broker sends, to all the others; timed from its first byte to the last one's last.</summary>
internal sealed class FanOut(int megabytes, int readers) : Workload
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public Metric Rate { get; } =
        new($"broker, one sender to {readers} readers: delivered", "MB/s", "N0", MoreIsBetter: true);

    public Metric Processor { get; } = new($"broker, one sender to {readers} readers: processor time", "s/GB", "N3");

    public override IReadOnlyList<Metric> Metrics => [Rate, Processor];

    public override bool IsFor(Contender contender) => contender.Broker is not null;

    public override double[] Measure(Contender contender)
    {
        using var input = new Pipe(); // stays open: nothing on it, and no end
        using var server = Child.Start(contender.Broker!, input.ReadEnd, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(server, new Endpoint(0));
        using var crowd = new Crowd(endpoint, readers);
        using var sender = Client.TryConnect(endpoint) ?? throw new MeasurementException("the sender cannot connect");
        WaitUntilAllAreIn(sender, crowd);

        byte[] block = new byte[100_000];
        long delivered = megabytes * 1_000_000L * readers;
        long total = crowd.Received + delivered;
        var sending = new Thread(() => Send(sender, block)) { IsBackground = true };
        long start = Stopwatch.GetTimestamp();
        sending.Start();
        while (crowd.Received < total)
        {
            if (crowd.Discard(s_patience) == 0)
            {
                throw new MeasurementException($"{total - crowd.Received} bytes did not arrive");
            }
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        sending.Join();
        server.Signal(Libc.SIGTERM);
        TimeSpan processor = server.Wait().Processor;
        return [delivered / 1e6 / elapsed.TotalSeconds, processor.TotalSeconds / (delivered / 1e9)];
    }

    /// <summary>Who comes late misses the first byte, and so another one is sent.</summary>
    private static void WaitUntilAllAreIn(Client sender, Crowd crowd)
    {
        while (!crowd.HasEachReceived)
        {
            if (!sender.Send("?"u8))
            {
                throw new MeasurementException("the sender was left");
            }

            while (crowd.Discard(s_silence) > 0) { }
        }
    }

    private void Send(Client sender, byte[] block)
    {
        for (int i = 0; i < megabytes * (1_000_000 / block.Length) && sender.Send(block); i++) { }
    }
}
