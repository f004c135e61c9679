using System.Text;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class DelayedChannelTests
{
    private static readonly TimeSpan _delay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly ManualTime _time = new();

    private MemoryChannel Inner { get; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ALine_WaitsUntilTheDelayHasPassedSinceTheLast()
    {
        DelayedChannel channel = Open();
        await WriteAsync(channel, "one\n");
        Task writing = WriteAsync(channel, "two\n");

        _time.Advance(_delay - _tick);
        Assert.False(writing.IsCompleted);
        Assert.True(channel.WritesAreHeld);
        _time.Advance(_tick);
        await writing;

        Assert.Equal("one\ntwo\n", Inner.WrittenText);
        Assert.False(channel.WritesAreHeld);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ALine_ThatComesLater_DoesNotWait()
    {
        DelayedChannel channel = Open();
        await WriteAsync(channel, "one\n");
        _time.Advance(_delay);

        await WriteAsync(channel, "two\n");

        Assert.Equal("one\ntwo\n", Inner.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WithinALine_NothingWaits()
    {
        DelayedChannel channel = Open();

        await WriteAsync(channel, "o");
        await WriteAsync(channel, "n");
        await WriteAsync(channel, "e\n");

        Assert.Equal("one\n", Inner.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ADatagramWithoutALineEnd_IsALine_WhereEachWriteIs()
    {
        DelayedChannel channel = Open(eachWrite: true);
        await WriteAsync(channel, "one");
        Task writing = WriteAsync(channel, "");
        Assert.False(writing.IsCompleted);

        _time.Advance(_delay);
        await writing;

        Assert.Equal(2, Inner.Writes.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatIsRead_DoesNotWait()
    {
        DelayedChannel channel = Open();
        await WriteAsync(channel, "one\n");
        _ = WriteAsync(channel, "two\n");
        _ = Inner.Arrive("back");

        Assert.Equal(4, await channel.ReadAsync(new byte[10], CancellationToken.None));
    }

    [Theory]
    [InlineData("one\ntwo\n", 4)]
    [InlineData("\n\n", 1)]
    [InlineData("two", 3)]
    [InlineData("", 0)]
    public void APiece_EndsWithItsLine(string text, int length) =>
        Assert.Equal(length, new CrlfChannel(Open()).PieceOf(Encoding.UTF8.GetBytes(text)));

    private DelayedChannel Open(bool eachWrite = false) => new(Inner, _delay, eachWrite, _time);

    private static async Task WriteAsync(DelayedChannel channel, string text) =>
        await channel.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
}
