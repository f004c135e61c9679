using System.Net;

namespace Dotcat.Listening;

/// <summary>Compares what an address is. Its own hash code counts the room behind it too, which says nothing.</summary>
internal sealed class SocketAddressComparer : IEqualityComparer<SocketAddress>
{
    public bool Equals(SocketAddress? x, SocketAddress? y) => Bytes(x).SequenceEqual(Bytes(y));

    public int GetHashCode(SocketAddress obj)
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes(obj));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Bytes(SocketAddress? address) =>
        address is null ? default : address.Buffer.Span[..address.Size];
}
