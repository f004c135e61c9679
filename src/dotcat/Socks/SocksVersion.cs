using Dotcat.Channels;

namespace Dotcat.Socks;

/// <summary>The first byte of a message, which tells the protocol.</summary>
internal static class SocksVersion
{
    public const byte Four = 4;
    public const byte Five = 5;

    /// <summary>Bytes of any name, user or password: their length is one byte in version 5.</summary>
    public const int MaxText = 255;

    /// <exception cref="EndOfStreamException">The channel ended before it.</exception>
    /// <exception cref="InvalidDataException">It is another one.</exception>
    public static async ValueTask ReadAsync(Channel channel, byte expected, CancellationToken cancellation)
    {
        if ((await channel.ReadExactlyAsync(1, cancellation))[0] != expected)
        {
            throw new InvalidDataException();
        }
    }
}
