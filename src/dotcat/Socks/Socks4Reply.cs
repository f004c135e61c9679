using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>The answer to a request of version 4. The address in it says nothing about a connection.</summary>
internal static class Socks4Reply
{
    public const byte Granted = 90;

    public static byte[] Encode(byte code) => [0, code, 0, 0, 0, 0, 0, 0];

    /// <summary>The code of the answer.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is no answer of version 4.</exception>
    public static async ValueTask<byte> ReadAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] version = await channel.ReadExactlyAsync(1, cancellation);
        return version[0] == 0
            ? (await channel.ReadExactlyAsync(7, cancellation))[0]
            : throw new InvalidDataException();
    }
}
