using System.Diagnostics;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// A file from a sender to a receiver, both of them the same tool; timed from the
/// start of the sender to the end of the receiver.
/// </summary>
internal abstract class Transfer(string title, MemoryFile file) : Workload
{
    public Metric Rate { get; } = new(title, "MB/s", "N0", MoreIsBetter: true);

    public Metric Processor { get; } = new($"{title}: processor time of both", "s/GB", "N3");

    public override IReadOnlyList<Metric> Metrics => [Rate, Processor];

    protected MemoryFile File => file;

    protected double[] Figures(Child sender, Child receiver, bool receiverMayComplain = false)
    {
        ChildOutcome received = receiverMayComplain ? receiver.Wait() : receiver.WaitForSuccess();
        ChildOutcome sent = sender.WaitForSuccess();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(sender.Started, received.Ended);
        TimeSpan processor = sent.Processor + received.Processor;
        return [file.Length / 1e6 / elapsed.TotalSeconds, processor.TotalSeconds / (file.Length / 1e9)];
    }
}
