using Dotcat.Reliability.Races.Kinds;

namespace Dotcat.Reliability.Races;

/// <summary>The concurrent core in orders that are drawn.</summary>
internal static class RaceTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        new RaceTrial<RelayRace>(
            "a relay between two channels that end, fail, stop or leave at any moment",
            "No byte twice, none lost, none in another's place; what was read and not written is told to the byte; an end is reached."
        ),
        new RaceTrial<ReconnectingRace>(
            "one input over connections that break at any moment",
            "What the connections took, one after the other, is the input, and what none took is given back."
        ),
        new RaceTrial<OutboxRace>(
            "posts to an outbox beside a drop, a close, a stop and a failing channel",
            "What was written is a beginning of what was posted, the rest is counted as in flight, and no memory is left."
        ),
        new RaceTrial<HubRace>(
            "a hub of members that come, go, fail, are slow or stuck",
            "Each member has what was sent while it was there, in its order; nobody is waited for for ever, a drop is told, an outbox stays within its limit and gives all of it back."
        ),
        new RaceTrial<SomebodyRace>(
            "a hub that waits for somebody while members come and go",
            "Each chunk is delivered to somebody, once and in its order."
        ),
        new RaceTrial<IdleTimerRace>(
            "an idle timer that is touched, cancelled and disposed of",
            "It ends no earlier than the limit after the last move, says so, and can be disposed of at any moment."
        ),
        new RaceTrial<SpliceRace>(
            "a relay within the kernel between sockets that end, break or are stopped",
            "What arrives is a beginning of what was sent, what did not is told, an end is reached, and each descriptor and pipe is given back."
        ),
        new RaceTrial<ReadinessRace>(
            "waits for descriptors whose numbers change hands",
            "Each wait ends when there is something to read or it is given up, and nothing stays watched."
        ),
        new RaceTrial<EventLoopRace>(
            "a thread's loop that others post to",
            "All that is posted is done in the loop's thread, and the loop never sleeps over it."
        ),
        new RaceTrial<StdioRace>(
            "blocking reads that are given up and asked for again",
            "Each byte is read once and in its order."
        ),
        new RaceTrial<DatagramRace>(
            "datagrams of several peers whose services end while more arrive",
            "Each datagram is read once and in its peer's order, or counted as dropped."
        ),
        new RaceTrial<ArrivalsRace>(
            "arrivals while others leave and the accepting ends",
            "Each that was accepted is met once, in its turn where they come one by one, and the end waits for all."
        ),
    ];
}
