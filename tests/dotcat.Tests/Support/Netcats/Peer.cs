namespace Dotcat.Tests.Support.Netcats;

/// <summary>A program at the other end.</summary>
public enum Peer
{
    Dotcat,
    Ncat,
    OpenBsdNc,
    Socat,
}
