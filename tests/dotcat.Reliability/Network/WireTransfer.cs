using Dotcat.Reliability.Data;

namespace Dotcat.Reliability.Network;

/// <summary>Bytes both ways at once over a bad wire: TCP is to mend it, and dotcat to lose nothing beside it.</summary>
/// <param name="passage">How the two ends reach each other.</param>
/// <param name="impairment">What the wire does.</param>
/// <param name="megabytes">Each way, in the long form.</param>
/// <param name="shortMegabytes">Each way, in the short form.</param>
internal sealed class WireTransfer(Passage passage, Impairment impairment, int megabytes, int shortMegabytes)
    : Trial("Network", $"{passage.Name}: {impairment}")
{
    public override IReadOnlyList<Requirement> Requirements => TwoHosts.Requirements;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        long length = (conditions.IsShort ? shortMegabytes : megabytes) * 1_000_000L;
        using var hosts = new TwoHosts(impairment, conditions.Seed);
        await using Connected ends = await Connected.StartAsync(hosts, passage, ["-w", "60"], conditions.Limit);
        string figures = await Exchange.RunAsync(ends.Client, ends.Listener, length, conditions);
        return $"{figures}; {hosts.Account()}";
    }
}
