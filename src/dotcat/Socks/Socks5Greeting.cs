using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>The ways to log in that a client of version 5 offers, and the server's choice (RFC 1928, section 3).</summary>
internal static class Socks5Greeting
{
    public const byte NoLogin = 0;
    public const byte UserAndPassword = 2;
    public const byte NoneOfThem = 255;

    public static byte[] Encode(params ReadOnlySpan<byte> methods) =>
        [SocksVersion.Five, (byte)methods.Length, .. methods];

    /// <summary>Reads the offer of a client whose first byte, the version, has been read.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    public static async ValueTask<byte[]> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte count = (await channel.ReadExactlyAsync(1, cancellation))[0];
        return await channel.ReadExactlyAsync(count, cancellation);
    }

    public static byte[] EncodeChoice(byte method) => [SocksVersion.Five, method];

    /// <summary>The method that the server chose.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no choice of version 5.</exception>
    public static async ValueTask<byte> ReadChoiceAsync(Channel channel, CancellationToken cancellation)
    {
        await SocksVersion.ReadAsync(channel, SocksVersion.Five, cancellation);
        return (await channel.ReadExactlyAsync(1, cancellation))[0];
    }
}
