using Dotcat.Reliability.Bytes;
using Dotcat.Reliability.LongRun;
using Dotcat.Reliability.Machine;
using Dotcat.Reliability.Network;
using Dotcat.Reliability.Peers;
using Dotcat.Reliability.Races;

namespace Dotcat.Reliability;

/// <summary>All trials, in the order of the report.</summary>
internal static class Suite
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        .. NetworkTrials.All,
        .. MachineTrials.All,
        .. PeerTrials.All,
        .. BytesTrials.All,
        .. RaceTrials.All,
        .. LongRunTrials.All,
    ];
}
