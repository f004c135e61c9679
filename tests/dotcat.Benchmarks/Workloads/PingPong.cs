using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Dotcat.Benchmarks.Results;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>A byte into stdin, through the tool to the echo server and back out of stdout, one after the other.</summary>
internal sealed class PingPong(EchoServer server, int trips) : Workload
{
    public Metric Middle { get; } = new("ping-pong, p50", "µs", "N1");

    public Metric Slow { get; } = new("ping-pong, p99", "µs", "N1");

    public override IReadOnlyList<Metric> Metrics => [Middle, Slow];

    public override double[] Measure(Contender contender)
    {
        using var input = new Pipe();
        using var output = new Pipe();
        string[] command = contender.Talk(new Endpoint(server.Port));
        using var child = Child.Start(command, input.ReadEnd, output.WriteEnd, Limit);
        input.ReadEnd.Dispose();
        output.WriteEnd.Dispose();

        double[] times = new double[trips];
        for (int i = -trips / 2; i < trips; i++)
        {
            double time = Trip(input, output);
            if (i >= 0) // those before warm it up
            {
                times[i] = time;
            }
        }

        input.WriteEnd.Dispose();
        _ = child.WaitForSuccess();
        return [Statistics.Percentile(times, 50), Statistics.Percentile(times, 99)];
    }

    private static double Trip(Pipe input, Pipe output)
    {
        Span<byte> message = [(byte)'x'];
        long start = Stopwatch.GetTimestamp();
        input.Write(message);
        int count = output.Read(message);
        return count == 1
            ? Stopwatch.GetElapsedTime(start).TotalMicroseconds
            : throw new MeasurementException("the echo did not come back");
    }
}
