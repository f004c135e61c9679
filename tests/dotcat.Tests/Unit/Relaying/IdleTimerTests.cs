using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

public sealed class IdleTimerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly ManualTime _time = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_ForTheLimit_Cancels()
    {
        await using var idle = new IdleTimer(_limit, _time, CancellationToken.None);

        _time.Advance(_limit - _tick);
        Assert.False(idle.Token.IsCancellationRequested);
        _time.Advance(_tick);

        Assert.True(idle.Token.IsCancellationRequested);
        Assert.True(idle.HasExpired);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Touch_StartsTheLimitAnew()
    {
        await using var idle = new IdleTimer(_limit, _time, CancellationToken.None);
        _time.Advance(_limit - _tick);

        idle.Touch();
        _time.Advance(_limit - _tick);
        Assert.False(idle.Token.IsCancellationRequested);
        _time.Advance(_tick);

        Assert.True(idle.HasExpired);
    }

    /// <summary>Whoever gives a slow peer up may do so just when it has gone.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancel_OfOneThatIsDisposedOf_IsNothing()
    {
        var idle = new IdleTimer(_limit, _time, CancellationToken.None);
        await idle.DisposeAsync();

        idle.Cancel();

        Assert.False(idle.Token.IsCancellationRequested);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WriteThatIsHeldBack_IsNoSilence()
    {
        var channel = new DelayedChannel(new MemoryChannel(), 2 * _limit, eachWrite: true, _time);
        await channel.WriteAsync("one"u8.ToArray(), CancellationToken.None);
        await using var idle = new IdleTimer(_limit, _time, CancellationToken.None, channel);
        ValueTask writing = channel.WriteAsync("two"u8.ToArray(), CancellationToken.None);

        _time.Advance((2 * _limit) - _tick);
        Assert.False(idle.HasExpired);
        Assert.Equal(TimeSpan.Zero, idle.Silence);
        _time.Advance(_tick);
        await writing;
        Assert.Equal(TimeSpan.Zero, idle.Silence); // what was held back has only begun to move
        _time.Advance(_limit);

        Assert.True(idle.HasExpired);
    }

    /// <summary>A machine that stands still for a while lets everything happen at once.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WriteThatWasHeldBack_IsNoSilence_ThoughNobodyLookedMeanwhile()
    {
        var channel = new DelayedChannel(new MemoryChannel(), 2 * _limit, eachWrite: true, _time);
        await channel.WriteAsync("one"u8.ToArray(), CancellationToken.None);
        await using var idle = new IdleTimer(null, _time, CancellationToken.None, channel);
        ValueTask writing = channel.WriteAsync("two"u8.ToArray(), CancellationToken.None);

        _time.Advance(2 * _limit);
        await writing;
        Assert.Equal(TimeSpan.Zero, idle.Silence);
        _time.Advance(_tick);

        Assert.Equal(_tick, idle.Silence);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoLimit_NeverCancels()
    {
        await using var idle = new IdleTimer(null, _time, CancellationToken.None);

        _time.Advance(TimeSpan.FromDays(365));

        Assert.False(idle.Token.IsCancellationRequested);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_FromWhereverItComes_IsNoSilence(bool byItself)
    {
        using var run = new CancellationTokenSource();
        await using var idle = new IdleTimer(_limit, _time, run.Token);

        if (byItself)
        {
            idle.Cancel();
        }
        else
        {
            await run.CancelAsync();
        }

        Assert.True(idle.Token.IsCancellationRequested);
        Assert.False(idle.HasExpired);
        Assert.Equal(!byItself, run.IsCancellationRequested);
    }

    /// <summary>Who cancels may hold what those who wait for it want next.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancel_DoesNotWaitForThoseWhoHearOfIt()
    {
        await using var idle = new IdleTimer(null, _time, CancellationToken.None);
        using var returned = new ManualResetEventSlim();
        var heard = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration hearing = idle.Token.Register(() =>
            heard.SetResult(returned.Wait(_limit))
        );

        idle.Cancel();
        returned.Set();

        Assert.True(await heard.Task);
    }

    /// <summary>Nobody else would tell them.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Disposed_WhileItIsBeingCancelled_WaitsForThoseWhoHearOfIt()
    {
        var idle = new IdleTimer(null, _time, CancellationToken.None);
        using var goOn = new ManualResetEventSlim();
        await using CancellationTokenRegistration hearing = idle.Token.Register(goOn.Wait);
        idle.Cancel();

        Task disposing = idle.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        goOn.Set();

        await disposing;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Disposed_LeavesNoTimerBehind()
    {
        var idle = new IdleTimer(_limit, _time, CancellationToken.None);

        await idle.DisposeAsync();
        _time.Advance(_limit);

        Assert.False(idle.HasExpired);
    }

    /// <summary>A clock's callback that has begun goes on while the timer is disposed, and must find its source.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Disposed_WhileTheTimerGoesOff_WaitsForIt()
    {
        using var looking = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var clock = new SlowClock(looking, goOn);
        var idle = new IdleTimer(TimeSpan.FromMilliseconds(1), clock, CancellationToken.None);
        await Task.Run(looking.Wait);

        Task disposing = idle.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        goOn.Set();
        await disposing;

        Assert.True(idle.HasExpired);
    }

    /// <summary>The system's clock, whose first reading by a timer takes as long as the test wants.</summary>
    private sealed class SlowClock(ManualResetEventSlim looking, ManualResetEventSlim goOn) : TimeProvider
    {
        private int _readings;

        public override long GetTimestamp()
        {
            if (Interlocked.Increment(ref _readings) > 1)
            {
                looking.Set();
                goOn.Wait();
                return long.MaxValue / 2;
            }

            return 0;
        }
    }
}
