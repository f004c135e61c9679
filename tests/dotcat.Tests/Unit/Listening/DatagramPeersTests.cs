using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using static Dotcat.Tests.Unit.Doubles.DatagramServer;

namespace Dotcat.Tests.Unit.Listening;

public sealed class DatagramPeersTests
{
    private const int IPPROTO_IP = 0;
    private const int IP_RECVERR = 11;

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ManyPeers_EachHaveTheirOwn_InItsOrder()
    {
        const int Count = 200;
        await using DatagramServer server = OnUdp();
        Socket[] peers = [.. Enumerable.Range(0, Count).Select(_ => server.UdpPeer())];
        for (int round = 0; round < 3; round++)
        {
            foreach (Socket peer in peers)
            {
                peer.SendTo(Encoding.UTF8.GetBytes($"{peer.LocalEndPoint} {round}"), server.Address);
            }
        }

        var names = new HashSet<string>();
        for (int i = 0; i < Count; i++)
        {
            await using Channel channel = await server.AcceptAsync();
            Assert.True(names.Add(channel.Name));
            for (int round = 0; round < 3; round++)
            {
                Assert.Equal($"{channel.Name} {round}", await channel.ReceiveTextAsync());
            }
        }

        Assert.Equal(names, peers.Select(static peer => peer.LocalEndPoint!.ToString()!).ToHashSet());
    }

    /// <summary>The asynchronous sends of one socket clear the address of one another, rarely.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnswersAtTheSameTime_AreAllSent()
    {
        const int Each = 200_000;
        await using DatagramServer server = OnUdp();
        var channels = new List<Channel>();
        for (int i = 0; i < 4; i++)
        {
            server.UdpPeer().SendTo("?"u8, server.Address);
            channels.Add(await server.AcceptAsync());
        }

        await Task.WhenAll(channels.Select(channel => Task.Run(() => AnswerAsync(channel))));

        static async Task AnswerAsync(Channel channel)
        {
            for (int i = 0; i < Each; i++)
            {
                await channel.WriteAsync("!"u8.ToArray(), CancellationToken.None);
            }
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnAnswer_GoesToItsPeerAlone()
    {
        await using DatagramServer server = OnUdp();
        Socket one = server.UdpPeer();
        Socket other = server.UdpPeer();
        one.SendTo("one"u8, server.Address);
        await using Channel first = await server.AcceptAsync();
        other.SendTo("other"u8, server.Address);
        await using Channel second = await server.AcceptAsync();

        await first.WriteAsync("to one"u8.ToArray(), CancellationToken.None);
        await second.WriteAsync("to other"u8.ToArray(), CancellationToken.None);

        Assert.Equal("to one", await one.ReceiveTextAsync());
        Assert.Equal("to other", await other.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AChannel_TellsWhomItIsFor()
    {
        await using DatagramServer server = OnUdp();
        Socket peer = server.UdpPeer();
        peer.SendTo("hello"u8, server.Address);

        await using Channel channel = await server.AcceptAsync();

        Assert.NotNull(channel.Datagrams);
        Assert.Equal(peer.LocalEndPoint!.ToString(), channel.Name);
        Assert.Equal(peer.LocalEndPoint, channel.Peer?.RemoteEndPoint);
        Assert.Equal(server.Address, channel.Peer?.LocalEndPoint);
        Assert.Equal(5, channel.Peer?.FirstLength);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AReadGivenUp_LosesNothing()
    {
        await using DatagramServer server = OnUdp();
        Socket peer = server.UdpPeer();
        peer.SendTo("one"u8, server.Address);
        await using Channel channel = await server.AcceptAsync();
        Assert.Equal("one", await channel.ReceiveTextAsync());
        using var giveUp = new CancellationTokenSource();
        Task<int> read = channel.ReadAsync(new byte[100], giveUp.Token).AsTask();
        Task wait = channel.WaitToReadAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

        peer.SendTo("two"u8, server.Address);

        Assert.Equal("two", await channel.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnIPv4Peer_OfASocketForBoth_IsNamedAsOne()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "this system has no IPv6");
        await using DatagramServer server = OnBothFamilies();
        int port = ((IPEndPoint)server.Address).Port;
        Socket v4 = server.UdpPeer();
        v4.SendTo("v4"u8, new IPEndPoint(IPAddress.Loopback, port));
        await using Channel first = await server.AcceptAsync();
        using Socket v6 = Bound(IPAddress.IPv6Loopback);
        v6.SendTo("v6"u8, new IPEndPoint(IPAddress.IPv6Loopback, port));
        await using Channel second = await server.AcceptAsync();

        await first.WriteAsync("to v4"u8.ToArray(), CancellationToken.None);
        await second.WriteAsync("to v6"u8.ToArray(), CancellationToken.None);

        Assert.Equal(v4.LocalEndPoint!.ToString(), first.Name);
        Assert.Equal(v6.LocalEndPoint!.ToString(), second.Name);
        Assert.Equal("to v4", await v4.ReceiveTextAsync());
        Assert.Equal("to v6", await v6.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnIcmpRefusal_ReachesNobody()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "IP_RECVERR is Linux's");
        Socket bound = Bound(IPAddress.Loopback);
        bound.SetRawSocketOption(IPPROTO_IP, IP_RECVERR, BitConverter.GetBytes(1)); // as on Windows: errors of all peers
        await using DatagramServer server = On(bound);
        Socket gone = server.UdpPeer();
        Socket other = server.UdpPeer();
        gone.SendTo("gone"u8, server.Address);
        await using Channel toNobody = await server.AcceptAsync();
        other.SendTo("other"u8, server.Address);
        await using Channel toOther = await server.AcceptAsync();
        Assert.Equal("other", await toOther.ReceiveTextAsync());
        gone.Dispose();

        await toNobody.WriteAsync("lost"u8.ToArray(), CancellationToken.None); // told at the next receive
        other.SendTo("more"u8, server.Address);
        Assert.Equal("more", await toOther.ReceiveTextAsync());

        for (int i = 0; i < 100; i++)
        {
            await toNobody.WriteAsync("lost"u8.ToArray(), CancellationToken.None);
            await toOther.WriteAsync("answer"u8.ToArray(), CancellationToken.None);
            Assert.Equal("answer", await other.ReceiveTextAsync());
            other.SendTo("again"u8, server.Address);
            Assert.Equal("again", await toOther.ReceiveTextAsync());
        }
    }
}
