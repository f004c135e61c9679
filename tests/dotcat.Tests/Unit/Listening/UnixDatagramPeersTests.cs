using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using static Dotcat.Tests.Unit.Doubles.DatagramServer;

namespace Dotcat.Tests.Unit.Listening;

public sealed class UnixDatagramPeersTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixPeersWithoutAName_AreOne_ThatCannotBeAnswered()
    {
        await using DatagramServer server = OnUnix();
        foreach (string text in new[] { "one", "two" })
        {
            using Socket nameless = server.UnixPeer(null);
            nameless.SendTo(Encoding.UTF8.GetBytes(text), server.Address);
        }

        await using Channel channel = await server.AcceptAsync();

        Assert.Equal(["one", "two"], [await channel.ReceiveTextAsync(), await channel.ReceiveTextAsync()]);
        Assert.Equal("a peer without a name", channel.Name);
        Assert.Null(channel.Peer!.RemoteEndPoint);
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.WriteAsync("answer"u8.ToArray(), CancellationToken.None)
        );
        Assert.Equal(SocketError.DestinationAddressRequired, e.SocketErrorCode);
    }

    /// <summary>64 MiB for all peers of all sockets together, which take 4 MiB each.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task FloodsNobodyReads_HaveALimitTogether_OnAllSockets()
    {
        using var folder = new TemporaryFolder();
        Socket[] bound = [.. Enumerable.Range(0, 2).Select(i => Bind(folder.File($"server{i}")))];
        await using var listener = new DatagramPeers(bound, Admissions.Unlimited);
        byte[] datagram = new byte[64_000];
        var waiting = new List<Channel>();
        for (int i = 0; i < 18; i++)
        {
            using Socket peer = Bind(folder.File($"peer{i}"));
            peer.SendTo(datagram, bound[i % 2].LocalEndPoint!);
            waiting.Add(await listener.AcceptAsync(CancellationToken.None));
            for (int j = 1; j < 65; j++)
            {
                peer.SendTo(datagram, bound[i % 2].LocalEndPoint!); // waits for room
            }
        }

        await Eventually.TrueAsync(() => waiting[^1].Datagrams!.Dropped.Datagrams > 30, "the last flood is dropped");
        // Of the one before them, some may still have waited in the other socket.
        Assert.All(waiting.SkipLast(3), static peer => Assert.Equal(0, peer.Datagrams!.Dropped.Datagrams));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixPeers_AreKnownAgain_WhateverTheLengthOfTheirNames()
    {
        await using DatagramServer server = OnUnix();
        foreach (string name in new[] { "a", "much-longer-than-the-others", "bc" })
        {
            Socket peer = server.UnixPeer(name);
            peer.SendTo("one"u8, server.Address);
            await using Channel channel = await server.AcceptAsync();
            peer.SendTo("two"u8, server.Address);

            Assert.EndsWith("/" + name, channel.Name, StringComparison.Ordinal);
            Assert.Equal(["one", "two"], [await channel.ReceiveTextAsync(), await channel.ReceiveTextAsync()]);
            await channel.WriteAsync("answer"u8.ToArray(), CancellationToken.None);
            Assert.Equal("answer", await peer.ReceiveTextAsync());
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AUnixPeerThatReadsNothing_HoldsUpItsOwnAnswersAlone()
    {
        await using DatagramServer server = OnUnix();
        Socket stuck = server.UnixPeer("stuck");
        Socket other = server.UnixPeer("other");
        stuck.SendTo("stuck"u8, server.Address);
        await using Channel full = await server.AcceptAsync();
        Task filling;
        int answers = 0;
        do
        {
            answers++;
            filling = full.WriteAsync("answer"u8.ToArray(), CancellationToken.None).AsTask();
        } while (filling.IsCompletedSuccessfully);

        other.SendTo("other"u8, server.Address);
        await using Channel next = await server.AcceptAsync();
        await next.WriteAsync("to other"u8.ToArray(), CancellationToken.None)
            .AsTask()
            .WaitAsync(Support.TimeLimit.Wait);
        Assert.Equal("to other", await other.ReceiveTextAsync());
        Assert.False(filling.IsCompleted);

        for (int i = 0; i < answers; i++)
        {
            Assert.Equal("answer", await stuck.ReceiveTextAsync());
        }

        await filling;
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)] // as that of a program that was killed
    public async Task AUnixPeerThatHasGone_IsAFailureOfItsOwn(bool itsFileStays)
    {
        await using DatagramServer server = OnUnix();
        Socket gone = server.UnixPeer("gone");
        gone.SendTo("hello"u8, server.Address);
        await using Channel channel = await server.AcceptAsync();
        string path = gone.LocalEndPoint!.ToString()!;
        File.Move(path, path + "2");
        gone.Dispose();
        if (itsFileStays)
        {
            File.Move(path + "2", path);
        }

        await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.WriteAsync("lost"u8.ToArray(), CancellationToken.None)
        );
    }

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
