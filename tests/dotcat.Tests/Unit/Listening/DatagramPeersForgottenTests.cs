using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using static Dotcat.Tests.Unit.Doubles.DatagramServer;

namespace Dotcat.Tests.Unit.Listening;

/// <summary>No datagram is lost unsaid, whenever its peer is forgotten.</summary>
public sealed class DatagramPeersForgottenTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeerForgotten_IsWelcomeAgain_WithWhatItHadSentSince()
    {
        await using DatagramServer server = OnUdp();
        Socket peer = server.UdpPeer();
        peer.SendTo("one"u8, server.Address);
        Channel first = await server.AcceptAsync();
        peer.SendTo("two"u8, server.Address);
        peer.SendTo(""u8, server.Address);
        Assert.Equal("one", await first.ReceiveTextAsync());
        await first.WaitToReadAsync(CancellationToken.None);

        await first.DisposeAsync();
        await first.DisposeAsync(); // of no effect on the next one
        peer.SendTo("four"u8, server.Address);

        await using Channel second = await server.AcceptAsync();
        Assert.Equal(first.Name, second.Name);
        Assert.Equal(3, second.Peer?.FirstLength);
        Assert.Equal(
            ["two", "", "four"],
            [await second.ReceiveTextAsync(), await second.ReceiveTextAsync(), await second.ReceiveTextAsync()]
        );
        Assert.Equal((0, 0), first.Datagrams?.Dropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ForgettingWhileDatagramsArrive_LosesNone()
    {
        const int Count = 20_000;
        const int Window = 100;
        await using DatagramServer server = OnUdp();
        Socket peer = server.UdpPeer();
        using var room = new SemaphoreSlim(Window);
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                await room.WaitAsync();
                peer.SendTo(BitConverter.GetBytes(i), server.Address);
            }
        });

        byte[] buffer = new byte[100];
        int next = 0;
        while (next < Count)
        {
            Channel channel = await server.AcceptAsync();
            do
            {
                await channel.ReadAsync(buffer, CancellationToken.None);
                Assert.Equal(next++, BitConverter.ToInt32(buffer));
                room.Release();
            } while (next % 3 != 0 && next < Count);

            await channel.DisposeAsync();
            Assert.Equal((0, 0), channel.Datagrams?.Dropped);
        }

        await sending;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AServiceThatTakesNothing_IsNotGivenTheSameAgain()
    {
        await using DatagramServer server = OnUdp();
        Socket peer = server.UdpPeer();
        peer.SendTo("lost"u8, server.Address);
        Channel first = await server.AcceptAsync();
        await first.WaitToReadAsync(CancellationToken.None);
        await first.DisposeAsync();
        Assert.Equal((1, 4), first.Datagrams?.Dropped);

        peer.SendTo("next"u8, server.Address);

        await using Channel second = await server.AcceptAsync();
        Assert.Equal("next", await second.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFloodNobodyReads_CostsItsSenderAlone()
    {
        const int Size = 60_000;
        const int Count = 200; // three times what may wait
        await using DatagramServer server = OnUdp();
        Socket flooder = server.UdpPeer();
        Socket other = server.UdpPeer();
        flooder.SendTo(new byte[Size], server.Address);
        var flooded = (DatagramPeerChannel)await server.AcceptAsync();
        for (int i = 1; i < Count; i++)
        {
            flooder.SendTo(new byte[Size], server.Address);
            if (i == 1)
            {
                other.SendTo("other"u8, server.Address);
            }
        }

        await using Channel quiet = await server.AcceptAsync();
        Assert.Equal("other", await quiet.ReceiveTextAsync());
        await Eventually.TrueAsync(() => flooded.Dropped.Datagrams > 0, "datagrams dropped");
        int kept = 0;
        while (flooded.TryRead(new byte[Size], out int count))
        {
            Assert.Equal(Size, count);
            kept++;
        }

        Assert.InRange(kept, 4 * 1024 * 1024 / (Size + 100), Count - 1);
        await flooded.DisposeAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoPlace_TurnsAway_UntilOneIsFree()
    {
        var admission = new Admission(new AccessList(null, []), 1, new Reporter(TextWriter.Null, Verbosity.Quiet));
        await using DatagramServer server = OnUdp(admission);
        Socket peer = server.UdpPeer();
        Socket surplus = server.UdpPeer();
        peer.SendTo("peer"u8, server.Address);
        Channel first = await server.AcceptAsync();
        surplus.SendTo("turned away"u8, server.Address);
        peer.SendTo("again"u8, server.Address);
        Assert.Equal(["peer", "again"], [await first.ReceiveTextAsync(), await first.ReceiveTextAsync()]);

        admission.Leave();
        await first.DisposeAsync();
        surplus.SendTo("let in"u8, server.Address);

        await using Channel second = await server.AcceptAsync();
        Assert.Equal("let in", await second.ReceiveTextAsync());
    }
}
