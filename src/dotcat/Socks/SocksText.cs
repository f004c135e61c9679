using System.Text;
using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>Names, users and passwords, as both versions write them.</summary>
internal static class SocksText
{
    /// <summary>Whether it can be sent in either version.</summary>
    public static bool Fits(string text) =>
        Encoding.UTF8.GetByteCount(text) <= SocksVersion.MaxText && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>The text behind its length.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="SocksVersion.MaxText"/>.</exception>
    public static byte[] EncodeCounted(string text)
    {
        byte[] bytes = Encode(text);
        return [(byte)bytes.Length, .. bytes];
    }

    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    public static async ValueTask<string> ReadCountedAsync(Channel channel, CancellationToken cancellation)
    {
        byte length = (await channel.ReadExactlyAsync(1, cancellation))[0];
        return Encoding.UTF8.GetString(await channel.ReadExactlyAsync(length, cancellation));
    }

    /// <summary>The text before a zero.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="SocksVersion.MaxText"/>, or has a zero.</exception>
    public static byte[] EncodeTerminated(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException(null, nameof(text))
            : [.. Encode(text), 0];

    private static byte[] Encode(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= SocksVersion.MaxText ? bytes : throw new ArgumentException(null, nameof(text));
    }
}
