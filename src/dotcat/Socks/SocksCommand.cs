namespace Dotcat.Socks;

/// <summary>What a client asks for, in both versions.</summary>
internal enum SocksCommand : byte
{
    None = 0,
    Connect = 1,
    Bind = 2,
    UdpAssociate = 3,
}
