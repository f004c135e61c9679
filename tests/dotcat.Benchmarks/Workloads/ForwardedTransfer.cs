using System.Diagnostics;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// A file through a tool that stands between two others, which are the same for all of them; timed from the start of the
/// sender to the end of the receiver. The processor time is that of the tool alone.
/// </summary>
internal sealed class ForwardedTransfer(string title, MemoryFile file, Contender ends, Certificate? tls = null)
    : Workload
{
    public Metric Rate { get; } = new(title, "MB/s", "N0", MoreIsBetter: true);

    public Metric Processor { get; } = new($"{title}: processor time in between", "s/GB", "N3");

    public override IReadOnlyList<Metric> Metrics => [Rate, Processor];

    public override bool IsFor(Contender contender) => Between(contender, new Endpoint(0)) is not null;

    public override double[] Measure(Contender contender)
    {
        using var receiver = Child.Start(ends.Receive(new Endpoint(0)), NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint target = ListeningSocket.Wait(receiver, new Endpoint(0));
        using var between = Child.Start(Between(contender, target)!, NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(between, new Endpoint(0));
        using SafeFileHandle input = file.Open();
        string[] send = tls is null ? ends.Send(endpoint) : [.. ends.Send(endpoint), "--ssl"];
        using var sender = Child.Start(send, input, NullDevice.Handle, Limit);
        _ = sender.WaitForSuccess();
        ChildOutcome received = receiver.WaitForSuccess();
        if (!contender.IsNetcat)
        {
            between.Signal(Libc.SIGTERM); // it would wait for the next one
        }

        ChildOutcome passed = between.Wait();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(sender.Started, received.Ended);
        return [file.Length / 1e6 / elapsed.TotalSeconds, passed.Processor.TotalSeconds / (file.Length / 1e9)];
    }

    private string[]? Between(Contender contender, Endpoint target) =>
        tls is null ? contender.Forward(target, all: false) : contender.ForwardTls(target, tls.File, tls.KeyFile);
}
