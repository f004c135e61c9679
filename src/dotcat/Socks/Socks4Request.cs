using System.Buffers.Binary;
using System.Net;
using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>What a client of version 4 asks for, and of 4a where the host is a name.</summary>
internal sealed record Socks4Request(SocksCommand Command, string Host, int Port, string User)
{
    // Of these addresses, which nobody has, the last byte may be any but 0.
    private static readonly byte[] _nameFollows = [0, 0, 0, 1];

    /// <exception cref="ArgumentException">
    /// The host is an IPv6 address; or the name or the user has a zero, or more than
    /// <see cref="SocksVersion.MaxText"/> bytes.
    /// </exception>
    public byte[] Encode()
    {
        byte[] address = IPAddress.TryParse(Host, out IPAddress? literal) ? literal.GetAddressBytes() : _nameFollows;
        if (address.Length != 4)
        {
            throw new ArgumentException(null, nameof(Host));
        }

        return
        [
            SocksVersion.Four,
            (byte)Command,
            (byte)(Port >> 8),
            (byte)Port,
            .. address,
            .. SocksText.EncodeTerminated(User),
            .. NameFollows(address) ? SocksText.EncodeTerminated(Host) : [],
        ];
    }

    /// <summary>Reads a request whose first byte, the version, has been read.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">A text has no end in time, or the name is empty.</exception>
    public static async ValueTask<Socks4Request> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] bytes = await channel.ReadExactlyAsync(7, cancellation);
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(1));
        string user = await SocksText.ReadTerminatedAsync(channel, cancellation);
        string host = NameFollows(bytes.AsSpan(3))
            ? await SocksText.ReadTerminatedAsync(channel, cancellation)
            : new IPAddress(bytes.AsSpan(3)).ToString();
        return host.Length > 0
            ? new Socks4Request((SocksCommand)bytes[0], host, port, user)
            : throw new InvalidDataException();
    }

    private static bool NameFollows(ReadOnlySpan<byte> address) => address is [0, 0, 0, not 0];
}
