using System.Net;
using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>What a client of version 4 asks for, and of 4a where the host is a name; and what it is answered.</summary>
internal static class Socks4
{
    public const byte Granted = 90;

    private const byte Connect = 1;

    // Of these addresses, which nobody has, the last byte may be any but 0.
    private static readonly byte[] _nameFollows = [0, 0, 0, 1];

    /// <exception cref="ArgumentException">
    /// The host is an IPv6 address; or the name or the user has a zero, or more than
    /// <see cref="SocksVersion.MaxText"/> bytes.
    /// </exception>
    public static byte[] EncodeRequest(string host, int port, string user)
    {
        byte[] address = IPAddress.TryParse(host, out IPAddress? literal) ? literal.GetAddressBytes() : _nameFollows;
        return address.Length != 4
            ? throw new ArgumentException(null, nameof(host))
            :
            [
                SocksVersion.Four,
                Connect,
                (byte)(port >> 8),
                (byte)port,
                .. address,
                .. SocksText.EncodeTerminated(user),
                .. address is [0, 0, 0, not 0] ? SocksText.EncodeTerminated(host) : [],
            ];
    }

    /// <summary>The code of the answer. The address in it says nothing about a connection.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no answer of version 4.</exception>
    public static async ValueTask<byte> ReadReplyAsync(Channel channel, CancellationToken cancellation)
    {
        await SocksVersion.ReadAsync(channel, 0, cancellation);
        return (await channel.ReadExactlyAsync(7, cancellation))[0];
    }
}
