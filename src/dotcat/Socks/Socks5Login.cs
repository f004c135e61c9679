using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>The user and the password, and what the server says to them (RFC 1929).</summary>
internal static class Socks5Login
{
    public const byte Success = 0;
    public const byte Failure = 1;

    private const byte Version = 1;

    /// <exception cref="ArgumentException">One is longer than <see cref="SocksVersion.MaxText"/>.</exception>
    public static byte[] Encode(string user, string password) =>
        [Version, .. SocksText.EncodeCounted(user), .. SocksText.EncodeCounted(password)];

    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    public static async ValueTask<(string User, string Password)> ReadAsync(
        Channel channel,
        CancellationToken cancellation
    )
    {
        await SocksVersion.ReadAsync(channel, Version, cancellation);
        string user = await SocksText.ReadCountedAsync(channel, cancellation);
        return (user, await SocksText.ReadCountedAsync(channel, cancellation));
    }

    public static byte[] EncodeStatus(byte status) => [Version, status];

    /// <summary><see cref="Success"/>, or anything else for a failure.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    public static async ValueTask<byte> ReadStatusAsync(Channel channel, CancellationToken cancellation)
    {
        byte version = (await channel.ReadExactlyAsync(1, cancellation))[0];
        return version is Version or SocksVersion.Five // some servers say the one of SOCKS, and curl lets them
            ? (await channel.ReadExactlyAsync(1, cancellation))[0]
            : throw new InvalidDataException();
    }
}
