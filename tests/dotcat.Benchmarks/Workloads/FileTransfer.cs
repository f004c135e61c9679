using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// Standard input is the file itself, standard output /dev/null. Each run asks for a place to listen of its own.
/// </summary>
internal sealed class FileTransfer(string title, MemoryFile file, Func<Endpoint> listenAt) : Transfer(title, file)
{
    public override double[] Measure(Contender contender)
    {
        Endpoint asked = listenAt();
        using var receiver = Child.Start(contender.Receive(asked), NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(receiver, asked);
        using SafeFileHandle input = File.Open();
        using var sender = Child.Start(contender.Send(endpoint), input, NullDevice.Handle, Limit);
        return Figures(sender, receiver);
    }
}
