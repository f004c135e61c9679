namespace Dotcat.Relaying;

/// <summary>Where a relay stands, for its rules to look at.</summary>
internal readonly record struct RelayState(
    Pump Outbound, // from the local end
    long? Delivered, // timestamp of when the peer's system was seen to have all that local input brought
    Pump Inbound,
    bool IsStopped, // by the end of the run
    bool ReaderIsGone, // nobody reads local output any more
    bool PeerIsGone, // altogether
    long? ProgramEnd // timestamp of when the program was seen to have ended that is the local end
);
