namespace Dotcat.Tests.Support.Network;

/// <summary>Transports that keep boundaries.</summary>
public sealed class DatagramTransports : TheoryData<Transport>
{
    public DatagramTransports()
        : base(Transport.Udp4, Transport.Udp6, Transport.UnixDatagram, Transport.AbstractDatagram) { }
}
