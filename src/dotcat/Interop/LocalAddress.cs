using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>Which of this machine's addresses a datagram was sent to; none (the default) where that is not known.</summary>
/// <param name="Bits">An IPv6 address, or an IPv4 one mapped into it.</param>
/// <param name="Interface">The index of its interface where it is link-local; else 0, for any.</param>
internal readonly record struct LocalAddress(UInt128 Bits, uint Interface = 0)
{
    public const int Size = 16;

    private const ulong MappedIPv4 = 0xFFFF_0000_0000;

    public bool IsKnown => Bits != 0;

    /// <summary>Its last 32 bits, in host order: the IPv4 address, if it is one.</summary>
    public uint IPv4 => (uint)Bits;

    public static LocalAddress OfIPv4(ReadOnlySpan<byte> address) =>
        BinaryPrimitives.ReadUInt32BigEndian(address) is var bits and not 0 ? new(MappedIPv4 | bits) : default;

    /// <summary>A group's address is none that could answer.</summary>
    public static LocalAddress OfIPv6(ReadOnlySpan<byte> address, uint interfaceIndex)
    {
        bool isLinkLocal = address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
        return address[0] == 0xFF
            ? default
            : new(BinaryPrimitives.ReadUInt128BigEndian(address), isLinkLocal ? interfaceIndex : 0);
    }

    /// <summary>Whether it is that address, whatever the interface.</summary>
    public bool Is(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        return (address.AddressFamily == AddressFamily.InterNetworkV6 ? address : address.MapToIPv6()).TryWriteBytes(
                bytes,
                out _
            )
            && BinaryPrimitives.ReadUInt128BigEndian(bytes) == Bits;
    }

    /// <summary>An IPv4 address as one.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return Bits >> 32 == MappedIPv4 >> 32 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, Interface);
    }
}
