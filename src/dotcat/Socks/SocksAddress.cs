using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>An address or a name, and a port, as version 5 writes them (RFC 1928, section 5).</summary>
/// <param name="Host">An address in its usual form, or a name; may be empty where it was read.</param>
/// <param name="Port">0 to 65535.</param>
internal sealed record SocksAddress(string Host, int Port)
{
    private const byte IPv4 = 1;
    private const byte Name = 3;
    private const byte IPv6 = 4;

    /// <exception cref="ArgumentException">The name is longer than <see cref="SocksVersion.MaxText"/>.</exception>
    public byte[] Encode() => [.. EncodeHost(), (byte)(Port >> 8), (byte)Port];

    /// <summary>Null where it is of an unknown kind, so that nobody knows where it ends.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    public static async ValueTask<SocksAddress?> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte kind = (await channel.ReadExactlyAsync(1, cancellation))[0];
        int? length = kind switch
        {
            IPv4 => 4,
            IPv6 => 16,
            Name => (await channel.ReadExactlyAsync(1, cancellation))[0],
            _ => null,
        };
        if (length is not { } known)
        {
            return null;
        }

        byte[] bytes = await channel.ReadExactlyAsync(known + 2, cancellation);
        string host =
            kind == Name ? Encoding.UTF8.GetString(bytes, 0, known) : new IPAddress(bytes.AsSpan(0, known)).ToString();
        return new SocksAddress(host, BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(known)));
    }

    private byte[] EncodeHost() =>
        IPAddress.TryParse(Host, out IPAddress? address)
            ? [address.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6, .. address.GetAddressBytes()]
            : [Name, .. SocksText.EncodeCounted(Host)];
}
