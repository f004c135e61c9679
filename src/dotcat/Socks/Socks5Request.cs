using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>What a client of version 5 asks for (RFC 1928, section 4).</summary>
internal sealed record Socks5Request(SocksCommand Command, SocksAddress Target)
{
    /// <exception cref="ArgumentException">The name is longer than <see cref="SocksVersion.MaxText"/>.</exception>
    public byte[] Encode() => [SocksVersion.Five, (byte)Command, 0, .. Target.Encode()];

    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no request of version 5, or its name is empty.</exception>
    public static async ValueTask<Socks5Request> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] head = await channel.ReadExactlyAsync(3, cancellation);
        if (head[0] != SocksVersion.Five)
        {
            throw new InvalidDataException();
        }

        SocksAddress target = await SocksAddress.ReadAsync(channel, cancellation);
        return target.Host.Length > 0
            ? new Socks5Request((SocksCommand)head[1], target)
            : throw new InvalidDataException();
    }
}
