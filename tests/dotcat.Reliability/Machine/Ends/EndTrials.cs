namespace Dotcat.Reliability.Machine.Ends;

/// <summary>What becomes of either end of a transfer.</summary>
internal static class EndTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        new StoppedTransfer(),
        new KilledEnd(isOfPeer: true),
        new KilledEnd(isOfPeer: false),
        new SlowEnd(isReader: true),
        new SlowEnd(isReader: false),
        new NoPipePages(),
        new SilentNameServer(),
        new ClockSetBack(),
        new FullDisk("standard output", []),
        new FullDisk("-o", ["-o", "{}/file"]),
        new FullDisk("-x", ["-x", "{}/file"]),
    ];
}
