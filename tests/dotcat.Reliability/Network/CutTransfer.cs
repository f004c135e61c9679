using Dotcat.Reliability.Data;

namespace Dotcat.Reliability.Network;

/// <summary>Nothing gets through for ten seconds in the middle of a transfer, which then goes on.</summary>
internal sealed class CutTransfer(Passage passage) : Trial("Network", $"{passage.Name}: cut for 10 s in between")
{
    private static readonly TimeSpan _cut = TimeSpan.FromSeconds(10);

    public override IReadOnlyList<Requirement> Requirements => TwoHosts.Requirements;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        var narrow = new Impairment { Rate = 20_000_000 }; // bytes a second, so that there is an in between
        long length = conditions.IsShort ? 20_000_000 : 1_000_000_000;
        using var hosts = new TwoHosts(narrow, conditions.Seed);
        await using Connected ends = await Connected.StartAsync(hosts, passage, [], conditions.Limit);
        Task<string> exchange = Exchange.RunAsync(ends.Client, ends.Listener, length, conditions);
        while (hosts.Out.Counts.Delivered * TunDevice.LargestPacket < length / 2 && !exchange.IsCompleted)
        {
            await Task.Delay(5, conditions.Limit);
        }

        BrokenException.ThrowUnless(!exchange.IsCompleted, $"over before it was cut: {exchange.Status}");
        hosts.IsCut = true;
        await Task.Delay(_cut, conditions.Limit);
        BrokenException.ThrowUnless(!exchange.IsCompleted, "over though nothing got through");
        hosts.IsCut = false;
        return $"{await exchange}; {hosts.Account()}";
    }
}
