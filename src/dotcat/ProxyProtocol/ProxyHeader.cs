using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.ProxyProtocol;

/// <summary>
/// Both ends of a connection that a proxy passes on, as the proxy says before the first byte of it: the PROXY protocol,
/// https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt.
/// </summary>
/// <param name="Source">Who has connected.</param>
/// <param name="Destination">Where to, an address of the same family.</param>
internal sealed record ProxyHeader(EndPoint Source, EndPoint Destination)
{
    /// <summary>
    /// Of a connection between these; null where there is nothing to say: of who has no address, as most on Unix sockets.
    /// </summary>
    public static ProxyHeader? Between(EndPoint? source, EndPoint? destination) =>
        (source, destination) switch
        {
            (IPEndPoint from, IPEndPoint to) => Between(Plain(from), Plain(to)),
            (UnixDomainSocketEndPoint from, UnixDomainSocketEndPoint to) when Addresses.CanBeAnswered(from) =>
                new ProxyHeader(from, to),
            _ => null,
        };

    /// <param name="header">What to say; null to say that there is nothing.</param>
    /// <param name="version">How to write it.</param>
    public static byte[] Encode(ProxyHeader? header, ProxyHeaderVersion version) =>
        version == ProxyHeaderVersion.V1 ? TextHeader.Encode(header) : BinaryHeader.Encode(header);

    /// <summary>Reads a header of either version, and not a byte more.</summary>
    /// <returns>Null where it says that the connection is the proxy's own, or that nothing is known of it.</returns>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async ValueTask<ProxyHeader?> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] start = new byte[BinaryHeader.Signature.Length]; // any header has more
        for (int count = 0; count < start.Length; )
        {
            int part = await channel.ReadAsync(start.AsMemory(count), cancellation);
            count += part > 0 ? part : throw new EndOfStreamException();
            if (!IsStart(start.AsSpan(0, count)))
            {
                throw new InvalidDataException(); // now, since the rest may never come
            }
        }

        return BinaryHeader.Signature.StartsWith(start)
            ? await BinaryHeader.ReadRestAsync(channel, cancellation)
            : await TextHeader.ReadRestAsync(start, channel, cancellation);
    }

    private static ProxyHeader? Between(IPEndPoint source, IPEndPoint destination) =>
        source.AddressFamily == destination.AddressFamily ? new ProxyHeader(source, destination) : null;

    private static bool IsStart(ReadOnlySpan<byte> bytes) =>
        BinaryHeader.Signature.StartsWith(bytes) || TextHeader.IsStart(bytes);

    /// <summary>An IPv4 address that arrived on an IPv6 socket is the IPv4 address it is; and no zone is of use elsewhere.</summary>
    private static IPEndPoint Plain(IPEndPoint end) =>
        new(new IPAddress(Addresses.Unmap(end.Address).GetAddressBytes()), end.Port);
}
