using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Much that goes to many is sent from memory that the kernel shares among them.</summary>
public sealed class SharedChunks
{
    private const int Clients = 20; // more than one thread sends to so many

    /// <summary>Descriptors that the runtime may come to need meanwhile. A chunk is one, and there are hundreds.</summary>
    private const int Slack = 32;

    [Theory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task ArriveWholeAtEach_AndLeaveNoDescriptorBehind(Transport transport)
    {
        var payload = new Payload(20_000_000);
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        using var clients = new Sockets(Clients, listener.ConnectSocket);
        await ManyClients.ServedAsync(listener, clients);
        int before = Processes.DescriptorsOf(listener.Process);
        Task<byte[]>[] receiving = [.. clients.All.Select(client => client.ReceiveExactlyAsync(payload.Bytes.Length))];

        await listener.Process.WriteAsync(payload.Bytes);

        Assert.All(await Task.WhenAll(receiving), received => Assert.Equal(payload.Hash, Payload.HashOf(received)));
        await Eventually.TrueAsync(
            () => Processes.DescriptorsOf(listener.Process) <= before + Slack,
            "no more open descriptors than before"
        );
    }

    [Fact(Timeout = TimeLimit.Test)]
    public async Task ThatAClientWillNotTake_LeaveNoDescriptorBehind()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k");
        using var clients = new Sockets(4, listener.ConnectSocket);
        await ManyClients.ServedAsync(listener, clients);
        int before = Processes.DescriptorsOf(listener.Process);
        byte[] much = new byte[40_000_000]; // more than the kernel holds for one that does not read
        Task receiving = Task.WhenAll(clients.All.Skip(1).Select(client => client.ReceiveExactlyAsync(much.Length)));

        await listener.Process.WriteAsync(much);
        await receiving;
        clients.All[0].Close(0); // a reset, with most of it still waiting

        await Eventually.TrueAsync(
            () => Processes.DescriptorsOf(listener.Process) <= before + Slack,
            "no more open descriptors than before"
        );
    }
}
