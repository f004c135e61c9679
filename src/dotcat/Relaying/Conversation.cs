using System.Net.Sockets;

namespace Dotcat.Relaying;

/// <summary>What came of a peer: all that there is to tell about it, in words or otherwise.</summary>
internal sealed record Conversation
{
    public required string Peer { get; init; }

    public Partner Partner { get; init; } = new Partner.Stdio();

    /// <summary>Bytes that were written to the peer.</summary>
    public required long Sent { get; init; }

    /// <summary>Bytes that came from the peer and were written to where they belong.</summary>
    public required long Received { get; init; }

    /// <summary>The most bytes that were read for the peer and may not have reached it.</summary>
    public long Undelivered { get; init; }

    /// <summary>Those of them that were certainly not handed on, for somebody else to deliver them.</summary>
    public ReadOnlyMemory<byte> Unsent { get; init; }

    /// <summary>The rest of them: they were handed on, and may not have arrived.</summary>
    public long Lost => Undelivered - Unsent.Length;

    /// <summary>Whether what is read for the peer came to its own end: there is no more to say, whoever may be there to hear it.</summary>
    public bool InputIsOver { get; init; }

    /// <summary>The most bytes that came from the peer and may not have been written.</summary>
    public long Unwritten { get; init; }

    /// <summary>Whether each write was a datagram, of which nobody knows whether it arrives.</summary>
    public bool IsOfDatagrams { get; init; }

    /// <summary>Whether nothing was left out that no datagram could hold, which is told at once.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The SHA-256 of what went over the connection each way, in hexadecimal; null where nobody asked for it.</summary>
    public Digests? Digests { get; init; }

    public required TimeSpan Duration { get; init; }

    public required Ending Ending { get; init; }

    /// <summary>
    /// Whether the peer may have left unread what its system had taken, of which nobody tells how much: it closes with a
    /// reset then (RFC 2525, section 2.17).
    /// </summary>
    public bool MayBeUnread =>
        this is { Sent: > 0, IsOfDatagrams: false, Ending: Ending.Failed { Side: Side.Peer, Cause: var cause } }
        && cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset };

    /// <summary>Whether something that was wanted is missing somewhere.</summary>
    public bool HasLosses => !IsWhole || Undelivered > 0 || (Unwritten > 0 && !LeftUnread);

    /// <summary>Whether what is unwritten is what a program did not want: it takes as much of its input as it likes.</summary>
    public bool LeftUnread => this is { Partner: Partner.Program, Ending: Ending.Finished };
}
