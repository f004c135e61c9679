using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>As <see cref="FileTransfer"/>, with a sender that does something beside, on a terminal.</summary>
internal sealed class ExtraTransfer(string title, MemoryFile file, Extra extra, string folder) : Transfer(title, file)
{
    public override bool IsFor(Contender contender) =>
        contender.SendWith(extra, new Endpoint(0), "") is { } command && Command.Find(command.Needs) is not null;

    public override double[] Measure(Contender contender)
    {
        var asked = new Endpoint(0);
        using var receiver = Child.Start(contender.Receive(asked), NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(receiver, asked);
        string record = Path.Combine(folder, "record");
        using SafeFileHandle input = File.Open();
        using var terminal = new PseudoTerminal();
        string[] command = contender.SendWith(extra, endpoint, record)!.Value.Words;
        using var sender = Child.Start(command, input, NullDevice.Handle, Limit, terminal.Slave);
        double[] figures = Figures(sender, receiver);
        System.IO.File.Delete(record);
        return figures;
    }
}
