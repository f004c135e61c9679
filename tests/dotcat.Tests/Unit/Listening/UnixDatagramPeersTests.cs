using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using static Dotcat.Tests.Unit.Doubles.DatagramServer;
using TimeLimit = Dotcat.Tests.Unit.TimeLimit;

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
        Assert.Null(channel.RemoteEndPoint);
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.WriteAsync("answer"u8.ToArray(), CancellationToken.None)
        );
        Assert.Equal(SocketError.DestinationAddressRequired, e.SocketErrorCode);
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

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AUnixPeerThatHasGone_IsAFailureOfItsOwn()
    {
        await using DatagramServer server = OnUnix();
        Socket gone = server.UnixPeer("gone");
        gone.SendTo("hello"u8, server.Address);
        await using Channel channel = await server.AcceptAsync();
        gone.Dispose();

        await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.WriteAsync("lost"u8.ToArray(), CancellationToken.None)
        );
    }
}
