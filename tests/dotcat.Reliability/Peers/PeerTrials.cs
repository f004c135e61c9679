namespace Dotcat.Reliability.Peers;

/// <summary>What the peers do to a server.</summary>
internal static class PeerTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        new CrowdTrial(Manner.Silent),
        new CrowdTrial(Manner.Silent with { Name = "send one byte a minute", BytesAMinute = 1 }),
        new CrowdTrial(Manner.Resetting),
        new CrowdTrial(Manner.HalfClosing),
        new CrowdTrial(Manner.NeverReading),
        new CrowdTrial(Manner.Silent, burst: 100),
        new CrowdTrial(Manner.Resetting, burst: 100),
        new ForgedSources(),
    ];
}
