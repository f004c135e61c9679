using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Proxying;

public sealed class OwnEndPointsTests : IDisposable
{
    private readonly TcpPair _pair = TcpPair.Connect();

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("::1", false)]
    public void Have_ATargetAtTheirPort_GoesByTheAddress(string address, bool expected) =>
        Assert.Equal(expected, Have(new IPEndPoint(IPAddress.Parse(address), Remote.Port)));

    [Fact]
    public void Have_ATargetAtAnotherPort_IsFalse() =>
        Assert.False(Have(new IPEndPoint(IPAddress.Loopback, Remote.Port == 1 ? 2 : 1)));

    [Fact]
    public void Have_WhereNothingHasAPort_IsFalse()
    {
        Assert.False(Have(new UnixDomainSocketEndPoint("/path")));
        Assert.False(OwnEndPoints.Have(new MemoryChannel(), [Remote]));
    }

    [Theory]
    [InlineData("0.0.0.0", "192.0.2.1", "192.0.2.1", true)]
    [InlineData("::", "192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::", "2001:db8::1", "2001:db8::1", true)]
    [InlineData("0.0.0.0", "127.0.0.2", "127.0.0.1", true)]
    [InlineData("0.0.0.0", "192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.2", "192.0.2.1", "192.0.2.1", false)]
    public void Have_ATargetReachedFromItsOwnAddress_IsThisMachine(
        string listening,
        string remote,
        string local,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            OwnEndPoints.Have(
                new Connection(new(IPAddress.Parse(local), 50_000), new(IPAddress.Parse(remote), 8080)),
                [new IPEndPoint(IPAddress.Parse(listening), 8080)]
            )
        );

    public void Dispose() => _pair.Dispose();

    private IPEndPoint Remote => (IPEndPoint)_pair.Own.RemoteEndPoint!;

    private bool Have(EndPoint listening) =>
        OwnEndPoints.Have(new StreamSocketChannel(_pair.Own, "target"), [listening]);

    private sealed class Connection(IPEndPoint local, IPEndPoint remote) : ChannelWrapper(new MemoryChannel()), IPeer
    {
        public override IPeer Peer => this;

        public EndPoint LocalEndPoint => local;

        public EndPoint RemoteEndPoint => remote;

        public int? FirstLength => null;

        public void KeepAlive() { }
    }
}
