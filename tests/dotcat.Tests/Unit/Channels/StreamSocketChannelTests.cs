using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class StreamSocketChannelTests : IDisposable
{
    private static readonly byte[] _muchMoreThanBuffersHold = new byte[32 * 1024 * 1024];

    private readonly TcpPair _pair = TcpPair.Connect();

    /// <summary>The next socket may have its descriptor's number.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_AfterTheEnd_ReachesNobody()
    {
        StreamSocketChannel channel = Open();
        await channel.DisposeAsync();
        using TcpPair next = TcpPair.Connect();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await channel.WriteAsync("a word for the first"u8.ToArray(), CancellationToken.None)
        );
        Assert.Equal(0, next.Peer.Available);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Bytes_AreSentAsTheyCome()
    {
        await using StreamSocketChannel channel = Open();
        Assert.True(_pair.Own.NoDelay);
    }

    /// <summary>Only where the user or a program's peer needs it, and the user's word is the last.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(null, false, 0, null)]
    [InlineData(null, true, 1, 30)]
    [InlineData(7, false, 1, 7)]
    [InlineData(7, true, 1, 7)]
    public async Task KeepAlive_IsAsTheUserSays(int? seconds, bool isProgram, int isOn, int? first)
    {
        await using var channel = new StreamSocketChannel(
            _pair.Own,
            "peer",
            seconds is { } given ? TimeSpan.FromSeconds(given) : null
        );
        if (isProgram)
        {
            channel.Peer.KeepAlive();
        }

        Assert.Equal(isOn, _pair.Own.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        if (first is not null)
        {
            Assert.Equal(first, _pair.Own.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Bytes_CrossBothWays()
    {
        await using StreamSocketChannel channel = Open();
        await channel.WriteAsync("out"u8.ToArray(), CancellationToken.None);
        await _pair.Peer.SendAsync("back"u8.ToArray());

        byte[] arrived = new byte[10];
        int sent = await _pair.Peer.ReceiveAsync(arrived);
        Assert.Equal("out"u8.ToArray(), arrived[..sent]);
        int received = await channel.ReadAsync(arrived, CancellationToken.None);
        Assert.Equal("back"u8.ToArray(), arrived[..received]);
    }

    /// <summary>The system takes one piece more than the send buffer holds.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixSocket_HasAllAtRisk_ThatTheSystemHasTaken()
    {
        using var folder = new TemporaryFolder();
        var address = new UnixDomainSocketEndPoint(folder.File("s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        using var own = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            SendBufferSize = 1,
        };
        await own.ConnectAsync(address);
        using Socket peer = await listener.AcceptAsync();
        await using var channel = new StreamSocketChannel(own, "peer");
        using var pipe = new PipePair(1024 * 1024);
        int taken = 0;
        foreach (int piece in (int[])[100, 64 * 1024, 1])
        {
            new DescriptorStream(pipe.WriteEnd).Write(new byte[piece]);
            taken += Math.Max(0, ZeroCopy.Splice(pipe.ReadEnd, (int)own.Handle, piece));
        }

        Assert.InRange(taken, own.SendBufferSize + 1, channel.AtRisk);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task CompleteWrites_IsAHalfClose()
    {
        await using StreamSocketChannel channel = Open();
        await channel.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal(0, await _pair.Peer.ReceiveAsync(new byte[1]));

        await _pair.Peer.SendAsync("late"u8.ToArray());

        Assert.Equal(4, await channel.ReadAsync(new byte[10], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_GivenUp_LosesNothing()
    {
        await using StreamSocketChannel channel = Open();
        using var givingUp = new CancellationTokenSource();
        ValueTask<int> pending = channel.ReadAsync(new byte[10], givingUp.Token);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        await _pair.Peer.SendAsync("kept"u8.ToArray());

        Assert.Equal(4, await channel.ReadAsync(new byte[10], CancellationToken.None));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Undelivered_OfAPeerThatDoesNotRead_IsWhatItsSystemHasNotTaken()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        Assert.Equal(0, channel.Undelivered);

        await FillAsync(channel);

        Assert.InRange(channel.Undelivered, 1, _muchMoreThanBuffersHold.Length);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_OfAPeerThatReads_EndsWhenItsSystemHasEverything()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        await FillAsync(channel);
        await channel.CompleteWritesAsync(CancellationToken.None);

        ValueTask draining = channel.DrainAsync(CancellationToken.None);
        Assert.False(draining.IsCompleted);
        byte[] buffer = new byte[1024 * 1024];
        while (await _pair.Peer.ReceiveAsync(buffer) > 0) { }

        await draining;
        Assert.Equal(0, channel.Undelivered);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_WhileThePeerResets_Fails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        await FillAsync(channel);

        ValueTask draining = channel.DrainAsync(CancellationToken.None);
        _pair.Reset();

        var e = await Assert.ThrowsAsync<SocketException>(async () => await draining);
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_AfterThePeerReset_Fails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        await FillAsync(channel);
        _pair.Reset();

        var e = await Assert.ThrowsAsync<SocketException>(async () => await channel.DrainAsync(CancellationToken.None));

        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_AfterAResetThatWasToldToTheReader_Fails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        await FillAsync(channel);
        _pair.Reset();
        await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.ReadAsync(new byte[1], CancellationToken.None)
        );

        var e = await Assert.ThrowsAsync<SocketException>(async () => await channel.DrainAsync(CancellationToken.None));

        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_Cancelled_GivesUp()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells what was not acknowledged");
        await using StreamSocketChannel channel = Open();
        await FillAsync(channel);
        using var givingUp = new CancellationTokenSource();

        ValueTask draining = channel.DrainAsync(givingUp.Token);
        await givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await draining);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Unsent_OfAWriteThatWasGivenUp_IsToTheByteWhatWasNotSent()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells how much of a write was taken");
        byte[] payload = RandomNumberGenerator.GetBytes(_muchMoreThanBuffersHold.Length);
        await using StreamSocketChannel channel = Open();
        using var full = new CancellationTokenSource();
        Task writing = channel.WriteAsync(payload, full.Token).AsTask();
        byte[] arrived = new byte[payload.Length];
        int count = 0;
        while (count < 4 * 1024 * 1024)
        {
            count += await _pair.Peer.ReceiveAsync(arrived.AsMemory(count, 1024 * 1024)); // it has to wait more than once
        }

        await full.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        ReadOnlyMemory<byte> unsent = channel.Unsent!.Value;
        await channel.CompleteWritesAsync(CancellationToken.None);
        while (await _pair.Peer.ReceiveAsync(arrived.AsMemory(count)) is > 0 and var more)
        {
            count += more;
        }

        Assert.Equal(payload.Length - count, unsent.Length);
        Assert.True(payload.AsSpan(count).SequenceEqual(unsent.Span));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Unsent_OfAWriteThatFailed_IsAllOfIt_AndOfOneThatDidNotNothing()
    {
        await using StreamSocketChannel channel = Open();
        await channel.WriteAsync("sent"u8.ToArray(), CancellationToken.None);
        Assert.Equal(0, channel.Unsent!.Value.Length);
        _pair.Reset();

        var e = await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.WriteAsync("failed"u8.ToArray(), CancellationToken.None)
        );

        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        Assert.Equal("failed"u8.ToArray(), channel.Unsent!.Value.ToArray());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task WaitUntilEnded_SeesThePeersEnd_BehindWhatNobodyReads()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells it");
        await using StreamSocketChannel channel = Open();
        await _pair.Peer.SendAsync("unread"u8.ToArray());
        Task ended = channel.WaitUntilEndedAsync(CancellationToken.None);
        using var givingUp = new CancellationTokenSource();
        Task givenUp = channel.WaitUntilEndedAsync(givingUp.Token);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.False(ended.IsCompleted);

        _pair.Peer.Shutdown(SocketShutdown.Send);

        await ended;
        Assert.Equal(6, await channel.ReadAsync(new byte[10], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_AfterAReset_Fails()
    {
        await using StreamSocketChannel channel = Open();
        _pair.Reset();

        var e = await Assert.ThrowsAsync<SocketException>(async () =>
            await channel.ReadAsync(new byte[1], CancellationToken.None)
        );

        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_OfAConnection_IsAnOrderlyEnd()
    {
        StreamSocketChannel channel = Open();
        await channel.WriteAsync("all"u8.ToArray(), CancellationToken.None);
        await channel.DisposeAsync();

        byte[] arrived = new byte[10];
        Assert.Equal(3, await _pair.Peer.ReceiveAsync(arrived));
        Assert.Equal(0, await _pair.Peer.ReceiveAsync(arrived));
    }

    /// <summary>Whoever read by way of the descriptor has met the end.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_AfterBothEnds_IsAnOrderlyEnd()
    {
        StreamSocketChannel channel = Open();
        _pair.Peer.Shutdown(SocketShutdown.Send);
        await channel.WriteAsync("all"u8.ToArray(), CancellationToken.None);
        channel.MeetEnd();
        await channel.CompleteWritesAsync(CancellationToken.None);
        await channel.DisposeAsync();

        byte[] arrived = new byte[10];
        Assert.Equal(3, await _pair.Peer.ReceiveAsync(arrived));
        Assert.Equal(0, await _pair.Peer.ReceiveAsync(arrived));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_AfterAReset_IsQuiet()
    {
        StreamSocketChannel channel = Open();
        _pair.Reset();
        await Record.ExceptionAsync(async () => await channel.ReadAsync(new byte[1], CancellationToken.None));

        await channel.DisposeAsync();
    }

    public void Dispose() => _pair.Dispose();

    private StreamSocketChannel Open() => new(_pair.Own, "peer");

    /// <summary>Writes until the peer's system takes no more.</summary>
    private static async Task FillAsync(StreamSocketChannel channel)
    {
        using var full = new CancellationTokenSource();
        Task writing = channel.WriteAsync(_muchMoreThanBuffersHold, full.Token).AsTask();
        Assert.False(writing.IsCompleted);
        await full.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }
}
