using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.ProxyProtocol;

/// <summary>
/// Version 2: a signature, version and command, family and transport, a length, the addresses, and whatever else there is
/// to say, which is passed over (section 2.2).
/// </summary>
internal static class BinaryHeader
{
    /// <summary>Bytes of the longest that is taken: as much as haproxy has in a buffer, and so can send.</summary>
    public const int MaxSize = 16 * 1024;

    private const int FixedSize = 16;
    private const byte Local = 0x20; // version 2, and the command
    private const byte Proxy = 0x21;
    private const byte Unspecified = 0x00;
    private const byte Stream = 1; // beside a family; for datagrams it is 2
    private const byte IPv4 = 0x10;
    private const byte IPv6 = 0x20;
    private const byte Unix = 0x30;
    private const int PortSize = 2;
    private const int PathSize = 108; // sun_path, whatever the system has

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static byte[] Encode(ProxyHeader? header)
    {
        byte[] addresses = header switch
        {
            { Source: IPEndPoint from, Destination: IPEndPoint to } =>
            [
                .. from.Address.GetAddressBytes(),
                .. to.Address.GetAddressBytes(),
                .. PortOf(from),
                .. PortOf(to),
            ],
            { } paths => [.. PathOf(paths.Source), .. PathOf(paths.Destination)],
            null => [],
        };
        byte kind = header?.Source.AddressFamily switch
        {
            AddressFamily.InterNetwork => IPv4 | Stream,
            AddressFamily.InterNetworkV6 => IPv6 | Stream,
            AddressFamily.Unix => Unix | Stream,
            _ => Unspecified,
        };
        byte[] length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)addresses.Length);
        byte command = header is null ? Local : Proxy; // haproxy 2.6 refuses all others of no family
        return [.. Signature, command, kind, .. length, .. addresses];
    }

    /// <summary>Reads on behind the signature.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async ValueTask<ProxyHeader?> ReadRestAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] head = await channel.ReadExactlyAsync(FixedSize - Signature.Length, cancellation);
        (byte command, byte kind) = (head[0], head[1]);
        int left = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
        int size = command == Local ? 0 : SizeOf(kind); // whose family counts for nothing
        if (command is not (Local or Proxy) || left < size || left > MaxSize - FixedSize)
        {
            throw new InvalidDataException();
        }

        byte[] addresses = await channel.ReadExactlyAsync(size, cancellation);
        for (left -= size; left > 0; )
        {
            left -= (await channel.ReadExactlyAsync(Math.Min(left, PathSize), cancellation)).Length;
        }

        return size == 0 ? null : Parse(addresses);
    }

    private static int SizeOf(byte kind) =>
        kind switch
        {
            Unspecified => 0,
            IPv4 | Stream or IPv4 | 2 => 2 * (4 + PortSize),
            IPv6 | Stream or IPv6 | 2 => 2 * (16 + PortSize),
            Unix | Stream or Unix | 2 => 2 * PathSize,
            _ => throw new InvalidDataException(),
        };

    private static ProxyHeader? Parse(ReadOnlySpan<byte> addresses)
    {
        if (addresses.Length == 2 * PathSize)
        {
            return addresses.ContainsAnyExcept((byte)0) // else neither end has a name
                ? new ProxyHeader(UnixPath.Read(addresses[..PathSize]), UnixPath.Read(addresses[PathSize..]))
                : null;
        }

        int size = (addresses.Length / 2) - PortSize;
        ReadOnlySpan<byte> ports = addresses[(2 * size)..];
        return new ProxyHeader(
            new IPEndPoint(new IPAddress(addresses[..size]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(
                new IPAddress(addresses[size..(2 * size)]),
                BinaryPrimitives.ReadUInt16BigEndian(ports[PortSize..])
            )
        );
    }

    private static byte[] PortOf(IPEndPoint end) => [(byte)(end.Port >> 8), (byte)end.Port];

    private static byte[] PathOf(EndPoint end)
    {
        byte[] path = new byte[PathSize];
        UnixPath.Write(path, end);
        return path;
    }
}
