using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>The answer to a request of version 5 (RFC 1928, section 6).</summary>
internal static class Socks5Reply
{
    public const byte Succeeded = 0;
    public const byte Failed = 1;
    public const byte NetworkUnreachable = 3;
    public const byte HostUnreachable = 4;
    public const byte ConnectionRefused = 5;
    public const byte TtlExpired = 6;
    public const byte CommandNotSupported = 7;
    public const byte AddressTypeNotSupported = 8;

    /// <summary>The address in an answer that has none to tell.</summary>
    public static SocksAddress Nowhere { get; } = new("0.0.0.0", 0);

    public static byte[] Encode(byte code, SocksAddress bound) => [SocksVersion.Five, code, 0, .. bound.Encode()];

    /// <summary>The code of the answer. Behind a refusal nothing is read: some servers say no more.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no answer of version 5.</exception>
    public static async ValueTask<byte> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        await SocksVersion.ReadAsync(channel, SocksVersion.Five, cancellation);
        byte code = (await channel.ReadExactlyAsync(1, cancellation))[0];
        if (code == Succeeded)
        {
            await channel.ReadExactlyAsync(1, cancellation);
            _ = await SocksAddress.ReadAsync(channel, cancellation) ?? throw new InvalidDataException();
        }

        return code;
    }
}
