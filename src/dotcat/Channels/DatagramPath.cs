using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Both ends of a datagram's way: who sent it, and to which of this machine's addresses.</summary>
internal sealed class DatagramPath : IEquatable<DatagramPath>
{
    /// <summary>The address family: all there is to the address of a Unix socket without a name, if that (unix(7)).</summary>
    private const int SmallestAddress = 2;

    /// <summary>Room for any.</summary>
    public DatagramPath(AddressFamily family)
        : this(new SocketAddress(family, SocketAddress.GetMaximumAddressSize(family)), default) { }

    public DatagramPath(SocketAddress peer, LocalAddress local = default) => (Peer, Local) = (peer, local);

    public SocketAddress Peer { get; }

    public LocalAddress Local { get; set; }

    /// <summary>Makes room for the next one, of which the one before may have taken less.</summary>
    public void Clear() => (Peer.Size, Local) = (SocketAddress.GetMaximumAddressSize(Peer.Family), default);

    /// <summary>Called when it was filled.</summary>
    public void Fill(LocalAddress local) => (Peer.Size, Local) = (Math.Max(Peer.Size, SmallestAddress), local);

    public bool HasPeerOf(DatagramPath other) => PeerBytes.SequenceEqual(other.PeerBytes);

    public DatagramPath Copy()
    {
        var peer = new SocketAddress(Peer.Family, Peer.Size);
        PeerBytes.CopyTo(peer.Buffer.Span);
        return new DatagramPath(peer, Local);
    }

    public bool Equals(DatagramPath? other) => other is not null && Local == other.Local && HasPeerOf(other);

    public override bool Equals(object? obj) => Equals(obj as DatagramPath);

    /// <summary>Of what the address is. Its own hash code counts the room behind it too, which says nothing.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(PeerBytes);
        hash.Add(Local);
        return hash.ToHashCode();
    }

    private ReadOnlySpan<byte> PeerBytes => Peer.Buffer.Span[..Peer.Size];
}
