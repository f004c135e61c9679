using System.Diagnostics;
using System.Text;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Dotcat.Benchmarks.Results;

namespace Dotcat.Benchmarks.Workloads;

/// <summary><c>echo hi | X host port</c>, from the start of X to its end.</summary>
internal sealed class Exchange(EchoServer server, int runs) : Workload
{
    private static readonly byte[] s_message = Encoding.ASCII.GetBytes("hi\n");

    public Metric Time { get; } = new("one exchange, `echo hi \\| X host port`", "ms", "N2");

    public override IReadOnlyList<Metric> Metrics => [Time];

    public override double[] Measure(Contender contender) =>
        [Statistics.Median([.. Enumerable.Range(0, runs).Select(_ => Once(contender))])];

    private double Once(Contender contender)
    {
        using var input = new Pipe();
        using var output = new Pipe();
        input.Write(s_message);
        input.WriteEnd.Dispose();
        string[] command = contender.Talk(new Endpoint(server.Port));
        using var child = Child.Start(command, input.ReadEnd, output.WriteEnd, Limit);
        output.WriteEnd.Dispose();
        ChildOutcome outcome = child.WaitForSuccess();

        byte[] answer = new byte[64];
        int count = output.Read(answer);
        return answer.AsSpan(0, count).SequenceEqual(s_message)
            ? Stopwatch.GetElapsedTime(child.Started, outcome.Ended).TotalMilliseconds
            : throw new MeasurementException($"the answer has {count} bytes");
    }
}
