using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class DatagramSocketChannelTests : IDisposable
{
    private readonly Socket _own = Bound();
    private readonly Socket _peer = Bound();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_KeepTheirBoundsBothWays()
    {
        await using DatagramSocketChannel channel = await ConnectedAsync();
        await _peer.ConnectAsync(_own.LocalEndPoint!);

        await channel.WriteAsync("one"u8.ToArray(), CancellationToken.None);
        await channel.WriteAsync("two"u8.ToArray(), CancellationToken.None);
        await _peer.SendAsync("three"u8.ToArray());
        await _peer.SendAsync("four"u8.ToArray());

        byte[] buffer = new byte[100];
        Assert.Equal("one"u8.ToArray(), buffer[..await _peer.ReceiveAsync(buffer)]);
        Assert.Equal("two"u8.ToArray(), buffer[..await _peer.ReceiveAsync(buffer)]);
        Assert.Equal("three"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
        Assert.Equal("four"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(DatagramSocketChannel.MaxPayload)]
    public async Task Datagram_OfAnySize_CrossesWhole(int size)
    {
        await using DatagramSocketChannel channel = await ConnectedAsync();

        await channel.WriteAsync(new byte[size], CancellationToken.None);

        Assert.Equal(size, await _peer.ReceiveAsync(new byte[channel.MaxRead]));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task FirstDatagram_HandedOver_IsReadFirst()
    {
        await using var channel = new DatagramSocketChannel(_own, "peer", first: "first"u8.ToArray());
        await _peer.SendToAsync("second"u8.ToArray(), _own.LocalEndPoint!);

        byte[] buffer = new byte[100];
        Assert.Equal("first"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
        Assert.Equal("second"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Strangers_HeardBeforeTheSocketWasConnected_ArePassedOver()
    {
        using Socket stranger = Bound();
        await stranger.SendToAsync("stranger"u8.ToArray(), _own.LocalEndPoint!);
        await _peer.SendToAsync("peer"u8.ToArray(), _own.LocalEndPoint!);
        SocketAddress peer = _peer.LocalEndPoint!.Serialize();
        await using var channel = new DatagramSocketChannel(_own, "peer", peer: peer);

        byte[] buffer = new byte[100];
        Assert.Equal("peer"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Peer_Gone_IsAFailedRead()
    {
        await using DatagramSocketChannel channel = await ConnectedAsync();
        _peer.Dispose();

        await channel.WriteAsync("lost"u8.ToArray(), CancellationToken.None);

        var e = await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.ReadAsync(new byte[1], CancellationToken.None)
        );
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task CompleteWrites_TellsThePeerNothing()
    {
        await using DatagramSocketChannel channel = await ConnectedAsync();

        await channel.CompleteWritesAsync(CancellationToken.None);
        await channel.WriteAsync("still open"u8.ToArray(), CancellationToken.None);

        Assert.Equal(10, await _peer.ReceiveAsync(new byte[100]));
    }

    public void Dispose()
    {
        _own.Dispose();
        _peer.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task<DatagramSocketChannel> ConnectedAsync()
    {
        await _own.ConnectAsync(_peer.LocalEndPoint!);
        return new DatagramSocketChannel(_own, "peer");
    }
}
