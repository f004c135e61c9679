using System.Text.Json;
using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network;

/// <summary>A filter resets a connection in the middle of a transfer: what one end takes to be delivered has arrived.</summary>
internal sealed class ResetTransfer() : Trial("Network", "a filter resets in the middle")
{
    public override IReadOnlyList<Requirement> Requirements =>
        [.. TwoHosts.Requirements, Requirement.Program("nft", "nftables")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        int rounds = conditions.IsShort ? 5 : 50;
        long owed = 0;
        for (int round = 0; round < rounds; round++)
        {
            owed += await OnceAsync(conditions, round);
        }

        return $"{rounds} times, {owed / rounds:N0} bytes said to be undelivered on average, both ends exit 1";
    }

    /// <summary>How much was said to be undelivered.</summary>
    private static async Task<long> OnceAsync(Conditions conditions, int round)
    {
        using var hosts = new TwoHosts(new Impairment { Rate = 20_000_000 }, conditions.Seed + round);
        await using ToolProcess listener = hosts.Far.StartTool("-l", "--json", TwoHosts.FarAddress, "0");
        int port = await listener.PortAsync(conditions.Limit);
        await using ToolProcess client = hosts.Near.StartTool("--json", TwoHosts.FarAddress, $"{port}");
        Task<Received> there = Received.ReadAsync(listener.Output, conditions.Limit);
        Task<Received> here = Received.ReadAsync(client.Output, conditions.Limit);
        var content = new Content(conditions.Seed, 1_000_000_000);
        Task sending = Task.WhenAll(
            WriteAsync(client, content, conditions.Limit),
            WriteAsync(listener, content, conditions.Limit)
        );
        while (hosts.Out.Counts.Delivered < 1000 + (100 * round))
        {
            await Task.Delay(1, conditions.Limit);
        }

        hosts.Far.Reset(port);
        await client.ExpectExitAsync(1, conditions.Limit);
        await listener.ExpectExitAsync(1, conditions.Limit);
        await sending;
        return Expect(client, await there, listener, round) + Expect(listener, await here, client, round);
    }

    /// <summary>What the sender says to be undelivered.</summary>
    private static long Expect(ToolProcess from, Received received, ToolProcess to, int round)
    {
        JsonElement closed = from.Events("closed").Single();
        long sent = closed.GetProperty("sent").GetInt64();
        long undelivered = closed.GetProperty("undelivered").GetInt64();
        BrokenException.ThrowUnless(
            received.Length <= sent && received.Length >= sent - undelivered,
            $"round {round}: {sent} bytes sent, {undelivered} undelivered, but {received.Length} arrived; {from.Words}; {to.Words}"
        );
        return undelivered;
    }

    private static async Task WriteAsync(ToolProcess client, Content content, CancellationToken limit)
    {
        try
        {
            _ = await content.WriteToAsync(client.Input, limit);
        }
        catch (IOException)
        {
            // it ended, as it was to
        }
    }
}
