namespace Dotcat.Tests.Support.Network;

/// <summary>Transports with an end.</summary>
public sealed class StreamTransports : TheoryData<Transport>
{
    public StreamTransports()
        : base(Transport.Tcp4, Transport.Tcp6, Transport.UnixStream, Transport.AbstractStream) { }
}
