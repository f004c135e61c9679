using System.Text;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

public sealed class OutboxTests : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly CancellationTokenSource _run = new();
    private readonly ManualTime _time = new();
    private readonly IdleTimer _idle;
    private readonly Outbox _outbox;

    public OutboxTests()
    {
        _idle = new IdleTimer(null, _time, _run.Token);
        _outbox = new Outbox(Channel, _idle, _time);
    }

    private MemoryChannel Channel { get; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Post_ToAChannelThatTakesIt_IsWrittenAndCounted()
    {
        Assert.True(Post("one "));
        Assert.True(Post("two"));
        await _outbox.EmptiedAsync();

        Assert.Equal("one two", Channel.WrittenText);
        AssertCounts(sent: 7, inFlight: 0);
        Assert.Equal(0, _outbox.Memory);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Post_ToAStuckChannel_DoesNotWaitAndKeepsTheOrder()
    {
        Channel.Stick();
        Assert.True(Post("one "));
        Assert.True(Post("two "));
        Assert.True(Post("three"));
        Task emptied = _outbox.EmptiedAsync();
        Assert.False(emptied.IsCompleted);
        AssertCounts(sent: 0, inFlight: 13);

        Channel.Unstick();
        await emptied;

        Assert.Equal("one two three", Channel.WrittenText);
        Assert.Equal(3, Channel.Writes.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Lines_ThatWaitForTheirTime_AreCountedOneByOne()
    {
        var delay = TimeSpan.FromSeconds(5);
        var outbox = new Outbox(new DelayedChannel(Channel, delay, eachWrite: false, _time), _idle, _time);
        outbox.Post(Chunk.Of("one\ntwo\nthree"u8));
        await _time.TimerSetAsync(delay);
        Assert.Equal((4L, 9L), (outbox.Sent, outbox.InFlight));

        _time.Advance(delay);
        await _time.TimerSetAsync(delay);
        Assert.Equal((8L, 5L), (outbox.Sent, outbox.InFlight));
        _time.Advance(delay);
        await outbox.EmptiedAsync();

        Assert.Equal((13L, 0L), (outbox.Sent, outbox.InFlight));
        Assert.Equal("one\ntwo\nthree", Channel.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Full_IsWhatTakesAllTheMemoryThatMayBeKept()
    {
        Channel.Stick();
        int taken = Fill(Outbox.Limit);

        Assert.True(_outbox.IsFull);
        AssertCounts(sent: 0, inFlight: taken * (long)ChunkSize);
        Assert.False(_outbox.IsClosed);

        Channel.Unstick();
        await _outbox.EmptiedAsync();
        Assert.Equal(taken, Channel.Writes.Count);
        Assert.False(_outbox.IsFull);
    }

    /// <summary>Many small ones fill it as few large ones do: their objects are memory too.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Full_OfSingleBytes_CountsWhatTheyTake()
    {
        Channel.Stick();
        var chunk = Chunk.Of([1]);
        int taken = 0;
        while (!_outbox.IsFull)
        {
            _outbox.Post(chunk);
            taken++;
        }

        Assert.True(taken * 100L < Outbox.Limit, $"{taken} chunks were kept");
        await _outbox.StopAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Watched_ThatTakesNothing_IsDropped()
    {
        Channel.Stick();
        Fill(StallWatch.Threshold);
        await _time.TimerSetAsync(StallWatch.Limit);
        Assert.False(_outbox.IsDropped);

        _time.Advance(StallWatch.Limit);
        await _outbox.EmptiedAsync();

        Assert.True(_outbox.IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Watched_ThatTakesIt_IsNotDropped_AndIsWatchedAnew()
    {
        Channel.Stick();
        Fill(StallWatch.Threshold);
        await _time.TimerSetAsync(StallWatch.Limit);
        Channel.Unstick();
        await _outbox.EmptiedAsync();

        _time.Advance(StallWatch.Limit);
        Assert.False(_outbox.IsDropped);

        Channel.Stick();
        Fill(StallWatch.Threshold);
        await _time.TimerSetAsync(StallWatch.Limit);
        _time.Advance(StallWatch.Limit);
        await _outbox.EmptiedAsync();
        Assert.True(_outbox.IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Full_ThatTookMuchSinceItWasWatched_IsKept_UntilItTakesLittle()
    {
        Channel.Stick();
        Fill(StallWatch.Threshold);
        await _time.TimerSetAsync(StallWatch.Limit);

        await PassAsync(chunks: 128);
        await PassAsync(chunks: 1);
        Assert.False(_outbox.IsDropped);
        await PassAsync(chunks: 1);

        Assert.True(_outbox.IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Closed_ThatTakesNothing_IsDroppedToo()
    {
        Channel.Stick();
        Fill(StallWatch.Threshold);
        await _time.TimerSetAsync(StallWatch.Limit);
        Task closed = _outbox.CloseAsync();

        _time.Advance(StallWatch.Limit);
        await closed;

        Assert.True(_outbox.IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task BelowWhatIsWatched_AStuckChannelIsLeftAlone()
    {
        Channel.Stick();
        Fill(StallWatch.Threshold / 2);

        _time.Advance(10 * StallWatch.Limit);

        Assert.False(_outbox.IsDropped);
        Channel.Unstick();
        await _outbox.EmptiedAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drop_EndsTheWriteAndTheReader()
    {
        Channel.Stick();
        Post("stuck");
        Task emptied = _outbox.EmptiedAsync();

        _outbox.Drop();
        await emptied;

        Assert.True(_outbox is { IsDropped: true, IsClosed: true, Failure: null });
        Assert.True(_idle.Token.IsCancellationRequested);
        Assert.False(Post("more"));
        AssertCounts(sent: 0, inFlight: 5);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_IsKept_AndEndsTheReader()
    {
        var reset = new IOException("reset");
        Channel.WriteFailure = reset;
        Post("lost");
        await _outbox.EmptiedAsync();

        Assert.Same(reset, _outbox.Failure);
        Assert.True(_outbox is { IsClosed: true, IsDropped: false });
        Assert.True(_idle.Token.IsCancellationRequested);
        AssertCounts(sent: 0, inFlight: 4);

        _outbox.Drop();
        Assert.False(_outbox.IsDropped, "it failed before that");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelled_IsNoFailure_AndWritesNothingMore()
    {
        Channel.Stick();
        Post("one");
        Post("two");
        await _run.CancelAsync();
        await _outbox.EmptiedAsync();
        Channel.Unstick();

        Assert.Null(_outbox.Failure);
        Assert.Empty(Channel.Writes);
        AssertCounts(sent: 0, inFlight: 6);
    }

    /// <summary>Whoever cancelled it has a reason of his own.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drop_OfWhatIsBeingCancelled_IsNone()
    {
        Channel.Stick();
        Post("stuck");
        Task emptied = _outbox.EmptiedAsync();
        await using CancellationTokenRegistration beforeTheWriteHears = _idle.Token.Register(_outbox.Drop);

        await _run.CancelAsync();
        await emptied;

        Assert.False(_outbox.IsDropped);
    }

    /// <summary>The write may still be using its buffer; nobody uses those of what was waiting.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drop_GivesBackTheBuffersOfWhatWasWaiting_AndNotTheOneBeingWritten()
    {
        Channel.Stick();
        var written = new Chunk(5000);
        var waiting = new Chunk(5000);
        _outbox.Post(written);
        _outbox.Post(waiting);
        Task emptied = _outbox.EmptiedAsync();
        _outbox.Drop();
        await emptied;

        waiting.Release();
        Assert.True(waiting.Room.Span.Overlaps(new Chunk(5000).Room.Span));
        written.Release();
        Assert.False(written.Room.Span.Overlaps(new Chunk(5000).Room.Span));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Close_WritesWhatItHas_AndTakesNoMore()
    {
        Channel.Stick();
        Post("one ");
        Post("two");

        Task closed = _outbox.CloseAsync();
        Assert.False(Post("three"));
        Assert.False(closed.IsCompleted);
        Channel.Unstick();
        await closed;

        Assert.Equal("one two", Channel.WrittenText);
        Assert.False(_idle.Token.IsCancellationRequested);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Close_OfAFullOne_HoldsNobodyUp()
    {
        Channel.Stick();
        Fill(Outbox.Limit);

        Task closed = _outbox.CloseAsync();

        Assert.False(_outbox.IsFull);
        Channel.Unstick();
        await closed;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_IsAMoveToTheIdleTimer()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using var idle = new IdleTimer(limit, _time, CancellationToken.None);
        var outbox = new Outbox(Channel, idle, _time);

        for (int i = 0; i < 2; i++)
        {
            _time.Advance(limit - TimeSpan.FromTicks(1));
            Assert.True(outbox.Post(Chunk.Of("still here"u8)));
        }

        Assert.False(idle.HasExpired);
        _time.Advance(limit);
        Assert.True(idle.HasExpired);
    }

    /// <summary>A chunk may take longer than nobody would wait for a channel that takes nothing.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AtALimitedRate_EachPieceIsAMove()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(500);
        RatedChannel rated = Rated();
        await using var idle = new IdleTimer(limit, _time, CancellationToken.None, rated);
        int told = 0;
        var outbox = new Outbox(rated, idle, _time) { Progressed = () => told++ };

        Assert.True(outbox.Post(Chunk.Of("slow"u8)));
        for (int sent = 1; sent < 4; sent++)
        {
            Assert.Equal((sent, sent, 4 - sent), (outbox.Sent, told, outbox.InFlight));
            await Support.Eventually.TrueAsync(() => rated.WritesAreHeld, "a wait for the next byte");
            _time.Advance(TimeSpan.FromSeconds(1.1));
            await Support.Eventually.TrueAsync(() => told > sent, "the next byte");
        }

        await outbox.EmptiedAsync();
        Assert.False(idle.HasExpired);
        Assert.Equal("slow", Channel.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AtALimitedRate_AChannelThatIsHeldBack_IsNotDropped()
    {
        RatedChannel rated = Rated();
        await using var idle = new IdleTimer(null, _time, CancellationToken.None);
        var outbox = new Outbox(rated, idle, _time);
        Assert.True(outbox.Post(Chunk.Of("slow"u8)));
        await Support.Eventually.TrueAsync(() => rated.WritesAreHeld, "a wait for the next byte");

        outbox.Drop();

        Assert.False(outbox.IsDropped);
        await outbox.StopAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Complete_WaitsForWhatIsWaiting()
    {
        Channel.Stick();
        Post("last");
        Task completing = _outbox.CompleteAsync();
        Assert.Same(completing, _outbox.CompleteAsync());
        Assert.False(Channel.Completed.IsCompleted);

        Channel.Unstick();
        await completing;

        Assert.True(Channel.Completed.IsCompleted);
        Assert.Equal("last", Channel.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Complete_OfAChannelThatWasGivenUp_TellsItNothing()
    {
        Channel.Stick();
        Post("stuck");
        Task completing = _outbox.CompleteAsync();

        _outbox.Drop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        Assert.False(Channel.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Progress_IsToldForEachWrite()
    {
        int told = 0;
        _outbox.Progressed = () => told++;

        Post("one");
        Post("two");
        await _outbox.EmptiedAsync();

        Assert.Equal(2, told);
    }

    public async ValueTask DisposeAsync()
    {
        await _outbox.StopAsync();
        await _idle.DisposeAsync();
        _run.Dispose();
    }

    /// <summary>The channel at a byte a second.</summary>
    private RatedChannel Rated() => new(Channel, new TokenBucket(1, _time), new TokenBucket(1, _time));

    /// <summary>Posts until so much is kept; how many chunks that took.</summary>
    private int Fill(long memory)
    {
        var chunk = Chunk.Of(new byte[ChunkSize]);
        int taken = 0;
        while (_outbox.Memory < memory)
        {
            Assert.True(_outbox.Post(chunk));
            taken++;
        }

        return taken;
    }

    /// <summary>The limit passes, in which so much is taken, and after which the outbox is full again.</summary>
    private async Task PassAsync(int chunks)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _outbox.Progressed = () =>
        {
            if (--chunks == 0)
            {
                Channel.Stick();
                taken.SetResult();
            }
        };
        Channel.Unstick();
        await taken.Task;
        Fill(Outbox.Limit);
        _time.Advance(StallWatch.Limit);
        await _time.TimerSetAsync(StallWatch.Limit);
    }

    private bool Post(string text) => _outbox.Post(Chunk.Of(Encoding.UTF8.GetBytes(text)));

    private void AssertCounts(long sent, long inFlight) =>
        Assert.Equal((sent, inFlight), (_outbox.Sent, _outbox.InFlight));
}
