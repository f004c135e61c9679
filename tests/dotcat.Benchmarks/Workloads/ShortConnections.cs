using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// Several clients at a time that connect, send five bytes, read the echo, finish in order, and begin anew. Those
/// count that had their bytes back. They finish after that, because ncat drops the answers of a command whose
/// peer has finished.
/// </summary>
internal sealed class ShortConnections(TimeSpan duration) : Workload
{
    private const int Clients = 8;

    private static readonly byte[] s_message = "hello"u8.ToArray();

    public Metric Rate { get; } = new("short connections to an echo", "answered/s", "N0", MoreIsBetter: true);

    public Metric Answered { get; } =
        new("short connections to an echo: answered, of those made", "%", "N1", MoreIsBetter: true);

    public override IReadOnlyList<Metric> Metrics => [Rate, Answered];

    public override bool IsFor(Contender contender) => contender.EchoAll is not null;

    public override double[] Measure(Contender contender)
    {
        using var server = Child.Start(contender.EchoAll!, NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(server, new Endpoint(0));
        int made = 0;
        int answered = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] threads =
        [
            .. Enumerable
                .Range(1, Clients)
                .Select(number => new Thread(() => Ask((byte)number)) { IsBackground = true }),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return server.HasExited
            ? throw new MeasurementException($"ended by itself: {server.LastWords()}")
            : [answered / elapsed.TotalSeconds, 100.0 * answered / made];

        void Ask(byte host)
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                Interlocked.Increment(ref made);
                if (IsAnswered(endpoint, host))
                {
                    Interlocked.Increment(ref answered);
                }
            }
        }
    }

    private static bool IsAnswered(Endpoint endpoint, byte host)
    {
        using var client = Client.TryConnect(endpoint, host);
        if (client is null || !client.Send(s_message))
        {
            return false;
        }

        Span<byte> answer = stackalloc byte[16];
        int length = 0;
        int count;
        while ((count = client.Receive(answer[length..])) > 0)
        {
            length += count;
            if (length == s_message.Length)
            {
                client.Finish();
            }
        }

        return count == 0 && answer[..length].SequenceEqual(s_message);
    }
}
