namespace Dotcat.Tests.Support.Network;

/// <summary>Everything dotcat speaks.</summary>
public enum Transport
{
    Tcp4,
    Tcp6,
    Udp4,
    Udp6,
    UnixStream,
    UnixDatagram,
    AbstractStream,
    AbstractDatagram,
}
