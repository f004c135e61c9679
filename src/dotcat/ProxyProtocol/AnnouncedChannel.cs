using System.Net;
using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.ProxyProtocol;

/// <summary>
/// A connection that a proxy passes on, under the addresses that the proxy has announced. None of its bytes are changed:
/// it is as bare as it was.
/// </summary>
/// <param name="inner">Read up to the header's end.</param>
/// <param name="header">What the proxy has said.</param>
internal sealed class AnnouncedChannel(Channel inner, ProxyHeader header) : ChannelWrapper(inner)
{
    /// <summary>A client without a name, as most on Unix sockets are, is called by where it has connected to.</summary>
    public override string Name { get; } =
        Addresses.Format(
            header.Source is IPEndPoint || Addresses.CanBeAnswered(header.Source) ? header.Source : header.Destination
        );

    public override IPeer? Peer { get; } = inner.Peer is { } peer ? new AnnouncedPeer(peer, header) : null;

    public override Descriptors? Descriptors => Inner.Descriptors;

    private sealed class AnnouncedPeer(IPeer inner, ProxyHeader header) : PeerWrapper(inner)
    {
        public override EndPoint LocalEndPoint => header.Destination;

        public override EndPoint RemoteEndPoint => header.Source;
    }
}
