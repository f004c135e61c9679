using Dotcat.Reliability.Network.Clock;

namespace Dotcat.Reliability.Network;

/// <summary>What the network does to a connection.</summary>
internal static class NetworkTrials
{
    private static readonly TimeSpan _far = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<Trial> All { get; } =
    [
        new LoopbackTransfer(),
        new WireTransfer(Passage.Direct, Impairment.None, 1000, 16),
        new WireTransfer(Passage.Direct, new Impairment { Loss = 0.01 }, 1000, 16),
        new WireTransfer(Passage.Direct, new Impairment { Loss = 0.05 }, 1000, 8),
        new WireTransfer(Passage.Direct, new Impairment { Loss = 0.2 }, 1000, 4),
        new WireTransfer(Passage.Direct, new Impairment { Delay = _far, Jitter = _far / 5 }, 1000, 8),
        new WireTransfer(Passage.Direct, new Impairment { Reordering = 0.05 }, 1000, 16),
        new WireTransfer(Passage.Direct, new Impairment { Duplication = 0.05 }, 1000, 16),
        new WireTransfer(Passage.Direct, new Impairment { Damage = 0.01 }, 1000, 16),
        new WireTransfer(Passage.Direct, new Impairment { Rate = 10_000_000 }, 1000, 8),
        new WireTransfer(Passage.Tls, Everything, 1000, 8),
        new WireTransfer(Passage.Forwarded, Everything, 1000, 8),
        new WireTransfer(Passage.ForwardedFromTls, Everything, 1000, 8),
        new WireTransfer(Passage.HttpProxy, Everything, 1000, 8),
        new WireTransfer(Passage.SocksProxy, Everything, 1000, 8),
        new CutTransfer(Passage.Direct),
        new CutTransfer(Passage.Tls),
        new CutTransfer(Passage.Forwarded),
        new ResetTransfer(),
        new Reconnection(),
        new DatagramCount(Impairment.None),
        new DatagramCount(new Impairment { Loss = 0.2 }),
        new DatagramCount(Everything),
        new DatagramCount(Everything, isForwarded: true),
        .. ClockTrials.All,
    ];

    private static Impairment Everything =>
        new()
        {
            Loss = 0.005,
            Delay = TimeSpan.FromMilliseconds(2),
            Jitter = TimeSpan.FromMilliseconds(1),
            Reordering = 0.01,
            Duplication = 0.01,
            Damage = 0.005,
        };
}
