using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class TelnetChannelTests : IAsyncDisposable
{
    private static readonly byte[] _doEcho = [255, 253, 1];
    private static readonly byte[] _wontEcho = [255, 252, 1];

    private readonly TelnetChannel _channel;

    public TelnetChannelTests() => _channel = new TelnetChannel(Inner);

    private MemoryChannel Inner { get; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_ThatBringsOnlyNegotiation_WaitsForText()
    {
        _ = Inner.Arrive(_doEcho);
        ValueTask<int> reading = _channel.ReadAsync(new byte[10], CancellationToken.None);
        await Inner.Writing;
        Assert.False(reading.IsCompleted);

        _ = Inner.Arrive("text");

        Assert.Equal(4, await reading);
        Assert.Equal([_wontEcho], Inner.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task End_AfterNegotiation_IsTheEnd()
    {
        _ = Inner.Arrive(_doEcho);
        Inner.ArriveEnd();

        Assert.Equal(0, await _channel.ReadAsync(new byte[10], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_DoublesEach255()
    {
        await _channel.WriteAsync(new byte[] { 1, 255, 2, 255 }, CancellationToken.None);

        Assert.Equal([1, 255, 255, 2, 255, 255], Inner.Written);
    }

    /// <summary>Else two peers that both wait for room would wait for ever.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answer_WaitsForWhatIsBeingSent_AndReadsDoNotWaitForIt()
    {
        Inner.Stick();
        ValueTask writing = _channel.WriteAsync("mine"u8.ToArray(), CancellationToken.None);
        _ = Inner.Arrive([.. _doEcho, (byte)'a']);
        Assert.Equal(1, await _channel.ReadAsync(new byte[10], CancellationToken.None));
        _ = Inner.Arrive([.. _doEcho, (byte)'b']);
        Assert.Equal(1, await _channel.ReadAsync(new byte[10], CancellationToken.None));

        Inner.Unstick();
        await writing;
        await _channel.CompleteWritesAsync(CancellationToken.None);

        Assert.Equal([.. "mine"u8, .. _wontEcho, .. _wontEcho], Inner.Written);
        Assert.True(Inner.Completed.IsCompleted);
    }

    /// <summary>Who asks without end, and reads no answer, is not read either.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answers_ThatNobodyTakes_AreLimited()
    {
        Inner.Stick();
        byte[] flood = [.. Enumerable.Repeat(_doEcho, 30_000).SelectMany(static bytes => bytes)];
        _ = Inner.Arrive([.. flood, (byte)'a', .. flood]);
        byte[] buffer = new byte[flood.Length + 1];
        Assert.Equal(1, await _channel.ReadAsync(buffer, CancellationToken.None));
        using var stop = new CancellationTokenSource();

        ValueTask<int> reading = _channel.ReadAsync(buffer, stop.Token);
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AfterTheEndOfWhatIsSent_NothingIsAnswered()
    {
        await _channel.CompleteWritesAsync(CancellationToken.None);
        _ = Inner.Arrive([.. _doEcho, (byte)'a']);

        Assert.Equal(1, await _channel.ReadAsync(new byte[10], CancellationToken.None));
        Assert.Empty(Inner.Writes);
    }

    /// <summary>A device may hang up without a look at what it is refused.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnswersThatNobodyTook_AreNoLoss_WhereNothingWasSentAfterThem()
    {
        Inner.Drain = static _ => throw new SocketException((int)SocketError.ConnectionReset);
        Inner.Undelivered = _wontEcho.Length;
        _ = Inner.Arrive([.. _doEcho, (byte)'a']);
        await _channel.ReadAsync(new byte[10], CancellationToken.None);

        Assert.Equal((0, 0), (_channel.Undelivered, _channel.AtRisk));
        await _channel.DrainAsync(CancellationToken.None);

        await _channel.WriteAsync("b"u8.ToArray(), CancellationToken.None);
        Assert.Equal((3, 3), (_channel.Undelivered, _channel.AtRisk));
        await Assert.ThrowsAsync<SocketException>(async () => await _channel.DrainAsync(CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnswerThatFails_FailsWhatIsSent_AndNotWhatIsRead()
    {
        Inner.WriteFailure = new IOException("gone");
        _ = Inner.Arrive([.. _doEcho, (byte)'a']);

        Assert.Equal(1, await _channel.ReadAsync(new byte[10], CancellationToken.None));

        Inner.WriteFailure = null;
        async Task WriteAsync() => await _channel.WriteAsync("b"u8.ToArray(), CancellationToken.None);
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(WriteAsync)).Message);
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
