namespace Dotcat.Relaying;

/// <summary>Where a relay stands, for its rules to look at.</summary>
/// <param name="Outbound">From the local end.</param>
/// <param name="Inbound">To the local end.</param>
/// <param name="IsStopped">Whether the run was told to stop.</param>
/// <param name="ReaderIsGone">Whether nobody reads local output any more.</param>
/// <param name="PeerIsGone">Whether the peer has gone altogether.</param>
/// <param name="ProgramEnd">Timestamp of when the program was seen to have ended that is the local end.</param>
internal readonly record struct RelayState(
    Pump Outbound,
    Pump Inbound,
    bool IsStopped,
    bool ReaderIsGone,
    bool PeerIsGone,
    long? ProgramEnd
);
