using System.Net;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A channel that leads from one address to another.</summary>
internal sealed class AddressedChannel(EndPoint? local, EndPoint remote, bool isDatagram = false)
    : ChannelWrapper(new MemoryChannel { Datagram = isDatagram }),
        IPeer
{
    public override string Name => Addresses.Format(remote);

    public override IPeer Peer => this;

    public string WrittenText => ((MemoryChannel)Inner).WrittenText;

    public EndPoint? LocalEndPoint => local;

    public EndPoint RemoteEndPoint => remote;

    public int? FirstLength => Datagrams is null ? null : 7;
}
