using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>Standard input and output are pipes, filled and emptied by this process; every byte has to arrive.</summary>
internal sealed class PipeTransfer(string title, MemoryFile file) : Transfer(title, file)
{
    public override double[] Measure(Contender contender)
    {
        using var input = new Pipe();
        using var output = new Pipe();
        var asked = new Endpoint(0);
        using var receiver = Child.Start(contender.Receive(asked), NullDevice.Handle, output.WriteEnd, Limit);
        output.WriteEnd.Dispose();
        var drained = Flow.Start(output.ReadEnd, NullDevice.Handle, long.MaxValue);
        Endpoint endpoint = ListeningSocket.Wait(receiver, asked);

        using SafeFileHandle content = File.Open();
        using var sender = Child.Start(contender.Send(endpoint), input.ReadEnd, NullDevice.Handle, Limit);
        input.ReadEnd.Dispose();
        var fed = Flow.Start(content, input.WriteEnd, File.Length);
        _ = fed.Wait();
        input.WriteEnd.Dispose();

        double[] figures = Figures(sender, receiver);
        long arrived = drained.Wait();
        return arrived == File.Length
            ? figures
            : throw new MeasurementException($"{arrived} of {File.Length} bytes arrived");
    }
}
