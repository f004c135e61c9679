using System.Text;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class PrefixedChannelTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_InSmallPieces_GivesThePrefixFirstAndAllOfIt()
    {
        var channel = new PrefixedChannel(BytesChannel.Of("world"), "hello "u8.ToArray());
        var read = new StringBuilder();
        byte[] buffer = new byte[4];
        while (await channel.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
        {
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        Assert.Equal("hello world", read.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Descriptors_UntilThePrefixIsGone_AreKeptBack()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "peer");
        var channel = new PrefixedChannel(inner, "xy"u8.ToArray());

        Assert.Null(channel.Descriptors);
        await channel.ReadAsync(new byte[1], CancellationToken.None);
        Assert.Null(channel.Descriptors);
        await channel.ReadAsync(new byte[1], CancellationToken.None);
        Assert.Equal(inner.Descriptors, channel.Descriptors);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WaitToRead_IsForTheInnerChannel_OnceThePrefixIsGone()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "peer");
        var channel = new PrefixedChannel(inner, "x"u8.ToArray());

        await channel.WaitToReadAsync(CancellationToken.None);
        await channel.ReadAsync(new byte[1], CancellationToken.None);
        Task wait = channel.WaitToReadAsync(CancellationToken.None).AsTask();
        Assert.False(wait.IsCompleted);
        await pair.Peer.SendAsync("y"u8.ToArray());

        await wait;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Peer_IsTheInnerOne_ThatHasSentThePrefix()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "peer");
        var channel = new PrefixedChannel(inner, "xy"u8.ToArray());
        await pair.Peer.SendAsync("z"u8.ToArray());
        await inner.WaitToReadAsync(CancellationToken.None);

        Assert.Equal(3, channel.Peer!.Unread);
        Assert.Equal(inner.RemoteEndPoint, channel.Peer.RemoteEndPoint);
        Assert.Equal(inner.LocalEndPoint, channel.Peer.LocalEndPoint);
    }
}
