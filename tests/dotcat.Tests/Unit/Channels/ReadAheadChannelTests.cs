using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class ReadAheadChannelTests
{
    private const int Message = 16 * 1024;

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(int.MaxValue)]
    [InlineData(100_000)]
    [InlineData(Message)]
    [InlineData(1000)]
    public async Task Read_GivesAllThereIs_InOrder_ThenTheEnd(int piece)
    {
        byte[] sent = new byte[1_000_000];
        RandomNumberGenerator.Fill(sent);
        var channel = new ReadAheadChannel(new BytesChannel(sent, piece));
        var read = new List<byte>();
        byte[] buffer = new byte[Message];
        while (await channel.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
        {
            read.AddRange(buffer.AsSpan(0, count));
        }

        Assert.Equal(sent, read);
        Assert.Equal(0, await channel.ReadAsync(buffer, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_WhileMuchComes_ReadsMoreThanItIsAskedFor()
    {
        var inner = new BytesChannel(new byte[1_000_000]);
        var channel = new ReadAheadChannel(inner);

        await channel.ReadAsync(new byte[Message], CancellationToken.None);
        Assert.Equal(Message, inner.Taken); // much may have come only once
        await channel.ReadAsync(new byte[Message], CancellationToken.None);

        Assert.Equal(Message + (128 * 1024), inner.Taken);
        Assert.Equal(112 * 1024, channel.Ahead);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_OfLittle_ReadsNothingAhead()
    {
        var inner = new BytesChannel(new byte[10_000], piece: 100);
        var channel = new ReadAheadChannel(inner);
        for (int i = 1; i <= 100; i++)
        {
            await channel.ReadAsync(new byte[Message], CancellationToken.None);
            Assert.Equal((100 * i, 0), (inner.Taken, channel.Ahead));
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_GivenUpAfterMuchCame_LosesNothing()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "peer");
        var channel = new ReadAheadChannel(inner);
        await pair.Peer.SendAsync(new byte[2 * Message]);
        byte[] buffer = new byte[Message];
        for (int left = 2 * Message; left > 0; )
        {
            left -= await channel.ReadAsync(buffer.AsMemory(0, Math.Min(left, 1000)), CancellationToken.None);
        }

        using var givingUp = new CancellationTokenSource();
        Task<int> reading = channel.ReadAsync(buffer, givingUp.Token).AsTask();
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await pair.Peer.SendAsync("late"u8.ToArray());

        Assert.Equal("late", await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Unread_CountsWhatWasReadAhead()
    {
        using var pair = TcpPair.Connect();
        await using var inner = new StreamSocketChannel(pair.Own, "peer");
        var channel = new ReadAheadChannel(inner);
        const int all = 3 * Message;
        await pair.Peer.SendAsync(new byte[all]);
        pair.Peer.Shutdown(SocketShutdown.Send);
        await channel.Peer!.WaitUntilEndedAsync(CancellationToken.None);

        await channel.ReadAsync(new byte[1000], CancellationToken.None);
        Assert.Equal((0, all - 1000), (channel.Ahead, channel.Peer.Unread));
        await channel.ReadAsync(new byte[1000], CancellationToken.None);

        Assert.Equal((all - 2000, all - 2000), (channel.Ahead, channel.Peer.Unread));
        Assert.True(channel.Peer.HasEnded);
    }
}
