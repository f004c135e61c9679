namespace Dotcat.Socks;

/// <summary>The first byte of what a client sends, which tells the protocol.</summary>
internal static class SocksVersion
{
    public const byte Four = 4;
    public const byte Five = 5;

    /// <summary>Bytes of any name, user or password: their length is one byte in version 5.</summary>
    public const int MaxText = 255;
}
