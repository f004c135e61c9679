using System.Text;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class LastingChannelTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(500);

    private readonly ManualTime _time = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatIsGivenBack_IsReadFirst()
    {
        await using LastingChannel channel = Of(BytesChannel.Of("rest"));

        channel.GiveBack("second, "u8.ToArray());
        channel.GiveBack("first, "u8.ToArray());

        Assert.Equal(15, channel.Ahead);
        Assert.Equal("first, second, ", await channel.ReceiveTextAsync());
        Assert.Equal("rest", await channel.ReceiveTextAsync());
        Assert.Equal("", await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatIsGivenBack_IsTakenOnce()
    {
        await using LastingChannel channel = Of(BytesChannel.Of("rest"));
        channel.GiveBack("first"u8.ToArray());

        Assert.Equal("first", Encoding.UTF8.GetString(channel.TakeReadAhead().Span));
        Assert.True(channel.TakeReadAhead().IsEmpty);
        Assert.Equal("rest", await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_IsCompletedAtTheEndAlone()
    {
        var inner = new MemoryChannel();
        LastingChannel channel = Of(inner);

        await channel.CompleteWritesAsync(CancellationToken.None);
        await channel.SendTextAsync("more");
        Assert.False(inner.Completed.IsCompleted);
        await channel.DisposeAsync();

        Assert.True(inner.Completed.IsCompleted);
        Assert.Equal("more", inner.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("", true)]
    [InlineData("more", false)]
    public async Task HasEnded_TellsAnEndFromBytes_AndKeepsThem(string rest, bool expected)
    {
        await using LastingChannel channel = Of(BytesChannel.Of(rest));

        Assert.Equal(expected, await channel.HasEndedAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(rest.Length, channel.Ahead);
        Assert.Equal(rest, await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HasEnded_WhileThereIsSomethingAhead_ReadsNothing()
    {
        var inner = BytesChannel.Of("");
        await using LastingChannel channel = Of(inner);
        channel.GiveBack("kept"u8.ToArray());

        Assert.False(await channel.HasEndedAsync(_limit, CancellationToken.None));
        Assert.Equal("kept", await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HasEnded_OfASilentInput_IsFalseAfterTheLimit_AndNothingIsLost()
    {
        var inner = new MemoryChannel();
        await using LastingChannel channel = Of(inner);
        Task<bool> ended = channel.HasEndedAsync(_limit, CancellationToken.None);
        await _time.TimerSetAsync(_limit);
        _time.Advance(_limit);
        Assert.False(await ended);

        _ = inner.Arrive("late");

        Assert.Equal("late", await channel.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HasEnded_GivenUp_Throws()
    {
        await using LastingChannel channel = Of(new MemoryChannel());
        using var givingUp = new CancellationTokenSource();
        Task<bool> ended = channel.HasEndedAsync(_limit, givingUp.Token);

        await givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
    }

    /// <summary>Else the next conversation could not have its bytes moved within the kernel.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task HasEnded_OfASilentPipe_LeavesItBare()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells whether a descriptor is ready");
        using var pipe = new PipePair(0);
        var stdio = new StdioChannel(new DescriptorStream(pipe.ReadEnd), new DescriptorStream(pipe.WriteEnd));
        var channel = new LastingChannel(stdio, _time);
        Task<bool> silent = channel.HasEndedAsync(_limit, CancellationToken.None);
        await _time.TimerSetAsync(_limit);
        _time.Advance(_limit);

        Assert.False(await silent);
        Assert.NotNull(channel.Descriptors);

        Task<bool> ended = channel.HasEndedAsync(_limit, CancellationToken.None);
        new DescriptorStream(pipe.WriteEnd).Write("late"u8);
        Assert.False(await ended);
        Assert.Equal("late", Encoding.UTF8.GetString(channel.TakeReadAhead().Span));
        Assert.NotNull(channel.Descriptors);
    }

    private LastingChannel Of(Channel inner) => new(inner, _time);
}
