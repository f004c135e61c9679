using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>What a client of version 5 asks for (RFC 1928, section 4).</summary>
/// <param name="Command"><see cref="Connect"/>, or another one.</param>
/// <param name="Target">Null where it was read, and is of an unknown kind.</param>
internal sealed record Socks5Request(byte Command, SocksAddress? Target)
{
    public const byte Connect = 1;

    /// <exception cref="ArgumentException">The name is longer than <see cref="SocksVersion.MaxText"/>.</exception>
    public byte[] Encode() => [SocksVersion.Five, Command, 0, .. Target!.Encode()];

    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no request of version 5, or its name is empty.</exception>
    public static async ValueTask<Socks5Request> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        await SocksVersion.ReadAsync(channel, SocksVersion.Five, cancellation);
        byte[] head = await channel.ReadExactlyAsync(2, cancellation);
        SocksAddress? target = await SocksAddress.ReadAsync(channel, cancellation);
        return target is { Host.Length: 0 } ? throw new InvalidDataException() : new Socks5Request(head[0], target);
    }
}
