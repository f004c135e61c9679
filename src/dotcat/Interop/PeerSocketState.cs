namespace Dotcat.Interop;

/// <summary>What the system knows of the other socket of a connection within this machine.</summary>
internal enum PeerSocketState
{
    /// <summary>The system could not be asked, for want of a descriptor or of memory.</summary>
    Unknown,

    /// <summary>There is none: the peer is elsewhere, or was here and is forgotten.</summary>
    None,

    /// <summary>No process has it open any more, and the system finishes the connection.</summary>
    Closed,

    /// <summary>Some process has it open.</summary>
    Open,
}
