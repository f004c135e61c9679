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

    /// <summary>The most bytes that came from the peer and may not have been written.</summary>
    public long Unwritten { get; init; }

    /// <summary>Whether nothing was left out that no datagram could hold, which is told at once.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The SHA-256 of what went over the connection each way, in hexadecimal; null where nobody asked for it.</summary>
    public Digests? Digests { get; init; }

    public required TimeSpan Duration { get; init; }

    public required Ending Ending { get; init; }

    /// <summary>Whether what is unwritten is what a program did not want: it takes as much of its input as it likes.</summary>
    public bool LeftUnread => this is { Partner: Partner.Program, Ending: Ending.Finished };
}
