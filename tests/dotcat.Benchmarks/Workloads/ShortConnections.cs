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
/// <param name="title">What heads the rows.</param>
/// <param name="duration">For how long they are made.</param>
/// <param name="behind">Who echoes, where the tool is to stand between; null for the tool itself.</param>
internal sealed class ShortConnections(string title, TimeSpan duration, Contender? behind = null) : Workload
{
    private const int Clients = 8;

    private static readonly byte[] s_message = "hello"u8.ToArray();

    public Metric Rate { get; } = new(title, "answered/s", "N0", MoreIsBetter: true);

    public Metric Answered { get; } = new($"{title}: answered, of those made", "%", "N1", MoreIsBetter: true);

    public override IReadOnlyList<Metric> Metrics => [Rate, Answered];

    public override bool IsFor(Contender contender) =>
        (behind is null ? contender.EchoAll : contender.Forward(new Endpoint(0), all: true)) is not null;

    public override double[] Measure(Contender contender)
    {
        if (behind is null)
        {
            return Measure(contender.EchoAll!);
        }

        using var target = Child.Start(behind.EchoAll!, NullDevice.Handle, NullDevice.Handle, Limit);
        return Measure(contender.Forward(ListeningSocket.Wait(target, new Endpoint(0)), all: true)!);
    }

    private double[] Measure(string[] command)
    {
        using var server = Child.Start(command, NullDevice.Handle, NullDevice.Handle, Limit);
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
