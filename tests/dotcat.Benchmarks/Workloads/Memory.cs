using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// Both ends are asked how much memory they had at most, while they still run, after 64 MiB went from pipe to pipe.
/// The figure is the larger one's.
/// </summary>
internal sealed class Memory(MemoryFile file) : Workload
{
    public const long Amount = 64L * 1024 * 1024;

    public Metric Peak { get; } = new("peak resident memory after 64 MiB", "MB", "N1");

    public override IReadOnlyList<Metric> Metrics => [Peak];

    public override double[] Measure(Contender contender)
    {
        using var input = new Pipe();
        using var output = new Pipe();
        var asked = new Endpoint(0);
        using var receiver = Child.Start(contender.Receive(asked), NullDevice.Handle, output.WriteEnd, Limit);
        output.WriteEnd.Dispose();
        Endpoint endpoint = ListeningSocket.Wait(receiver, asked);

        using SafeFileHandle content = file.Open();
        using var sender = Child.Start(contender.Send(endpoint), input.ReadEnd, NullDevice.Handle, Limit);
        input.ReadEnd.Dispose();
        var drained = Flow.Start(output.ReadEnd, NullDevice.Handle, Amount);
        var fed = Flow.Start(content, input.WriteEnd, Amount);
        if (fed.Wait() < Amount || drained.Wait() < Amount)
        {
            throw new MeasurementException("not every byte arrived");
        }

        double peak = Math.Max(sender.PeakMemory(), receiver.PeakMemory()) / 1e6;
        input.WriteEnd.Dispose();
        _ = sender.WaitForSuccess();
        _ = receiver.WaitForSuccess();
        return [peak];
    }
}
