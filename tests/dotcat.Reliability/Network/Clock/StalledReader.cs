using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>A peer that answers and does not read for long is alive: <c>--keepalive</c> does not give it up.</summary>
internal sealed class StalledReader() : Trial("Network", "--keepalive 1, the peer reads nothing for 20 s")
{
    private static readonly TimeSpan _stall = TimeSpan.FromSeconds(20);

    public override IReadOnlyList<Requirement> Requirements => TwoHosts.Requirements;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        using var hosts = new TwoHosts(Impairment.None, conditions.Seed);
        await using var stage = new Stage(hosts, conditions.Limit);
        (ToolProcess listener, string[] operands) = await stage.ListenAsync("--recv-only");
        ToolProcess client = stage.Near(["--keepalive", "1", "--send-only", .. operands]);
        var content = new Content(conditions.Seed, 100_000_000);
        Task<string> sending = content.WriteToAsync(client.Input, conditions.Limit);
        await Task.Delay(_stall, conditions.Limit);
        BrokenException.ThrowUnless(!sending.IsCompleted, $"nothing stalled, or it was given up; {client.Words}");
        Received received = await Received.ReadAsync(listener.Output, conditions.Limit);
        BrokenException.ThrowUnless(received.Hash == await sending, $"{received.Length} bytes arrived; {client.Words}");
        await client.ExpectExitAsync(0, conditions.Limit);
        await listener.ExpectExitAsync(0, conditions.Limit);
        return $"{received.Length / 1e6:N0} MB arrived, hashes equal";
    }
}
