namespace Dotcat.Reliability.Network;

/// <summary>What the network does to a connection.</summary>
internal static class NetworkTrials
{
    public static IReadOnlyList<Trial> All { get; } = [new LoopbackTransfer()];
}
