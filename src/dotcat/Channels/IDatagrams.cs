namespace Dotcat.Channels;

/// <summary>What a channel of datagrams has beside a stream.</summary>
internal interface IDatagrams
{
    /// <summary>Bytes of the largest datagram that can arrive.</summary>
    public int MaxRead { get; }

    /// <summary>The most bytes that one write can take.</summary>
    public int MaxWrite { get; }

    /// <summary>What arrived and was given up, since nothing took it in time. Final once the channel is disposed of.</summary>
    public (long Datagrams, long Bytes) Dropped => default;

    /// <summary>Reads a datagram that is there already; false where there is none, or it is not known.</summary>
    public bool TryRead(Span<byte> buffer, out int count);
}
