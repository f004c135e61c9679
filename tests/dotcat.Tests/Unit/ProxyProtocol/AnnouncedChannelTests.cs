using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.ProxyProtocol;

public sealed class AnnouncedChannelTests
{
    private static readonly IPEndPoint _client = IPEndPoint.Parse("192.0.2.1:50000");
    private static readonly IPEndPoint _server = IPEndPoint.Parse("198.51.100.1:443");

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Peer_IsWhoWasAnnounced()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "proxy");
        await using var channel = new AnnouncedChannel(inner, new ProxyHeader(_client, _server));

        Assert.Equal("192.0.2.1:50000", channel.Name);
        Assert.Equal((_client, _server), (channel.Peer!.RemoteEndPoint, channel.Peer.LocalEndPoint));
        Assert.Equal("198.51.100.1:443", Addresses.LocalOf(channel));
        Assert.Equal(Protocol.Tcp, Protocol.Of(channel));
    }

    /// <summary>A relay joins it without a copy.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task All_ThatIsOfTheConnection_StaysAsItIs()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "proxy");
        await using var channel = new AnnouncedChannel(inner, new ProxyHeader(_client, _server));
        await pair.Peer.SendAsync(new byte[5]);
        await channel.WaitToReadAsync(CancellationToken.None);

        Descriptors socket = Assert.NotNull(channel.Descriptors);
        Assert.Equal((int)pair.Own.Handle, socket.Read);
        Assert.Same(inner.Delivery, channel.Delivery);
        Assert.Equal(5, channel.Peer!.Unread);
    }

    /// <summary>Whoever only sends to it has to hear of that.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task End_OfTheConnection_IsTheClients()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "proxy");
        await using var channel = new AnnouncedChannel(inner, new ProxyHeader(_client, _server));
        await pair.Peer.SendAsync(new byte[5]);
        Assert.False(channel.Peer!.HasEnded);

        pair.Peer.Shutdown(SocketShutdown.Send);
        await channel.Peer.WaitUntilEndedAsync(CancellationToken.None);

        Assert.True(channel.Peer.HasEnded);
    }

    [Theory]
    [InlineData("/run/client", "/run/server", "/run/client")]
    [InlineData("", "/run/server", "/run/server")]
    [InlineData("\0name", "/run/server", "@name")]
    public async Task UnixClient_IsCalledByItsName_OrByWhereItConnected(string source, string destination, string name)
    {
        var header = new ProxyHeader(UnixPath.Read(Headers.Path(source)), UnixPath.Read(Headers.Path(destination)));
        await using var channel = new AnnouncedChannel(new AddressedChannel(_server, _client), header);

        Assert.Equal(name, channel.Name);
        Assert.Equal(Protocol.Unix, Protocol.Of(channel));
    }

    [Theory]
    [InlineData("192.0.2.1:0", "192.0.2.1")]
    [InlineData("[::ffff:192.0.2.1]:80", "192.0.2.1:80")]
    [InlineData("[2001:db8::1]:80", "[2001:db8::1]:80")]
    public async Task Client_IsCalledByItsAddress(string source, string name)
    {
        var header = new ProxyHeader(IPEndPoint.Parse(source), _server);
        await using var channel = new AnnouncedChannel(new MemoryChannel(), header);

        Assert.Equal(name, channel.Name);
    }
}
