using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network;

/// <summary>The measure of the others: nothing is done to this one.</summary>
internal sealed class LoopbackTransfer() : Trial("Network", "loopback, both ways at once")
{
    public override async Task<string> RunAsync(Conditions conditions)
    {
        long length = conditions.IsShort ? 16_000_000 : 1_000_000_000;
        await using var listener = ToolProcess.Start("-l", "127.0.0.1", "0");
        int port = await listener.PortAsync(conditions.Limit);
        await using var client = ToolProcess.Start("127.0.0.1", $"{port}");
        return await Exchange.RunAsync(client, listener, length, conditions);
    }
}
