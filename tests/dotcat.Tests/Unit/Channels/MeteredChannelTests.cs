using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class MeteredChannelTests
{
    private readonly Meter _meter = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReadsAndWrites_AreCounted_OnceTheyAreDone()
    {
        await using var inner = new MemoryChannel();
        var channel = new MeteredChannel(inner, _meter);
        _ = inner.Arrive("12345");
        inner.Stick();
        Task writing = channel.WriteAsync("123"u8.ToArray(), CancellationToken.None).AsTask();
        Assert.Equal((0L, 0L), (_meter.Sent, _meter.Received));

        inner.Unstick();
        await writing;
        await channel.ReadAsync(new byte[2], CancellationToken.None);

        Assert.Equal((3L, 2L), (_meter.Sent, _meter.Received));
        Assert.Null(channel.Datagrams);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_AreCountedToo_HoweverTheyAreRead()
    {
        using Socket sender = Bound();
        using Socket own = Bound();
        await sender.ConnectAsync(own.LocalEndPoint!);
        await own.ConnectAsync(sender.LocalEndPoint!);
        var channel = new MeteredChannel(new DatagramSocketChannel(own, "peer"), _meter);
        byte[] buffer = new byte[channel.ReadSize];
        sender.Send("123"u8);
        sender.Send("4567"u8);

        Assert.Equal(3, await channel.ReadAsync(buffer, CancellationToken.None));
        Assert.True(channel.Datagrams!.TryRead(buffer, out int count));
        Assert.False(channel.Datagrams.TryRead(buffer, out _));
        await channel.WriteAsync("12"u8.ToArray(), CancellationToken.None);

        Assert.Equal(4, count);
        Assert.Equal((2L, 7L), (_meter.Sent, _meter.Received));
    }

    /// <summary>The rest is written to the next connection, and counted then.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AWriteThatFails_IsCountedAsFarAsItCame()
    {
        var time = new ManualTime();
        await using var inner = new MemoryChannel();
        var rated = new RatedChannel(inner, new TokenBucket(100, time), new TokenBucket(100, time));
        var channel = new MeteredChannel(rated, _meter);
        using var stop = new CancellationTokenSource();
        Task writing = channel.WriteAsync(new byte[15], stop.Token).AsTask();
        await time.NextTimerAsync();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        Assert.Equal((10L, 5), (_meter.Sent, channel.Unsent?.Length));
    }

    [Fact]
    public async Task WhatIsAroundIt_HasItsMeter()
    {
        await using var inner = new MemoryChannel();

        Assert.Same(_meter, new CrlfChannel(new MeteredChannel(inner, _meter)).Meter);
        Assert.Null(new CrlfChannel(inner).Meter);
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
