using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network;

/// <summary>
/// Datagrams both ways at once over a bad wire: each that was to be sent is seen on the wire once, and each that the wire
/// delivers comes out, in the wire's order.
/// </summary>
/// <param name="impairment">What the wire does.</param>
/// <param name="isForwarded">Whether a dotcat on the far host passes them on to a listener on the near one.</param>
internal sealed class DatagramCount(Impairment impairment, bool isForwarded = false)
    : Trial("Network", $"UDP{(isForwarded ? ", --to" : "")}: {impairment}")
{
    private const int Pace = 10_000; // a second, each way

    private static readonly string[] _options = ["-u", "-n", "-i", "3"];

    public override IReadOnlyList<Requirement> Requirements => TwoHosts.Requirements;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        int count = conditions.IsShort ? 20_000 : 500_000;
        using var hosts = new TwoHosts(impairment, conditions.Seed);
        IReadOnlyList<Hop> hops = await (
            isForwarded ? ForwardAsync(hosts, count, conditions.Limit) : DirectAsync(hosts, count, conditions.Limit)
        );
        int missing = hops.Sum(hop => hop.Missing());
        long dropped = UdpCounters.Dropped(hosts.Near) + UdpCounters.Dropped(hosts.Far);
        string stretches = string.Join(
            ", ",
            hops.Select(hop => $"{hop.Name}: {hop.Into.Count} in, {hop.OutOf.Count} out")
        );
        BrokenException.ThrowUnless(
            missing == dropped,
            $"the kernel dropped {dropped}, and {missing} are missing; {stretches}"
        );
        return $"{count:N0} each way, {hops[0].OutOf.Count + hops[1].OutOf.Count:N0} arrived; lost in dotcat 0, in the kernel {dropped}; "
            + hosts.Account();
    }

    private static async Task<IReadOnlyList<Hop>> DirectAsync(TwoHosts hosts, int count, CancellationToken limit)
    {
        await using ToolProcess listener = hosts.Far.StartTool([
            .. _options,
            "--lines",
            "-l",
            TwoHosts.FarAddress,
            "0",
        ]);
        int port = await listener.PortAsync(limit);
        var leg = new Leg(hosts, port);
        await using ToolProcess client = hosts.Near.StartTool([.. _options, "--lines", TwoHosts.FarAddress, $"{port}"]);
        (IReadOnlyList<int> there, IReadOnlyList<int> here) = await ExchangeAsync(client, listener, count, limit);
        int[] sent = [.. Enumerable.Range(0, count)];
        return
        [
            new Hop("wire to listener", leg.Out.Delivered.Numbers, there),
            new Hop("wire to client", leg.Back.Delivered.Numbers, here),
            new Hop("client to wire", sent, leg.Out.Taken.Numbers),
            new Hop("listener to wire", sent, leg.Back.Taken.Numbers),
        ];
    }

    private static async Task<IReadOnlyList<Hop>> ForwardAsync(TwoHosts hosts, int count, CancellationToken limit)
    {
        await using ToolProcess listener = hosts.Near.StartTool([
            .. _options,
            "--lines",
            "-l",
            TwoHosts.NearAddress,
            "0",
        ]);
        int port = await listener.PortAsync(limit);
        var second = new Leg(hosts, port);
        await using ToolProcess middle = hosts.Far.StartTool([
            .. _options,
            "-l",
            TwoHosts.FarAddress,
            "0",
            "--to",
            $"udp://{TwoHosts.NearAddress}:{port}",
        ]);
        int between = await middle.PortAsync(limit);
        var first = new Leg(hosts, between);
        await using ToolProcess client = hosts.Near.StartTool([
            .. _options,
            "--lines",
            TwoHosts.FarAddress,
            $"{between}",
        ]);
        (IReadOnlyList<int> there, IReadOnlyList<int> here) = await ExchangeAsync(client, listener, count, limit);
        await middle.ExpectExitAsync(0, limit);
        int[] sent = [.. Enumerable.Range(0, count)];
        return
        [
            new Hop("wire to listener", second.Back.Delivered.Numbers, there),
            new Hop("wire to client", first.Back.Delivered.Numbers, here),
            new Hop("client to wire", sent, first.Out.Taken.Numbers),
            new Hop("wire through forwarder to wire", first.Out.Delivered.Numbers, second.Back.Taken.Numbers),
            new Hop("listener to wire", sent, second.Out.Taken.Numbers),
            new Hop("wire through forwarder back to wire", second.Out.Delivered.Numbers, first.Back.Taken.Numbers),
        ];
    }

    /// <summary>What the listener and the client put out.</summary>
    private static async Task<(IReadOnlyList<int>, IReadOnlyList<int>)> ExchangeAsync(
        ToolProcess client,
        ToolProcess listener,
        int count,
        CancellationToken limit
    )
    {
        Task<IReadOnlyList<int>> there = NumberedLines.ReadAsync(listener.Output, limit);
        Task<IReadOnlyList<int>> here = NumberedLines.ReadAsync(client.Output, limit);
        await Task.WhenAll(
            NumberedLines.WriteAsync(client.Input, count, Pace, limit),
            NumberedLines.WriteAsync(listener.Input, count, Pace, limit)
        );
        (IReadOnlyList<int>, IReadOnlyList<int>) received = (await there, await here);
        await client.ExpectExitAsync(0, limit);
        await listener.ExpectExitAsync(0, limit);
        return received;
    }
}
