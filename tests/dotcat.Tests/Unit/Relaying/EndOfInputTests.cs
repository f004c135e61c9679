using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Rule 1: stdin ends, the peer is told, and receiving goes on until the peer ends.</summary>
public sealed class EndOfInputTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalEnd_IsPassedOn_AndReceivingGoesOn()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();

        _ = run.Local.Arrive("question");
        run.Local.ArriveEnd();
        await run.Remote.Completed;
        run.Time.Advance(TimeSpan.FromDays(1));
        _ = run.Remote.Arrive("answer");
        run.Remote.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("question", run.Remote.WrittenText);
        Assert.Equal("answer", run.Local.WrittenText);
        Assert.Equal((8, 6), (result.Sent, result.Received));
        Assert.Equal(TimeSpan.FromDays(1), result.Duration);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(InputKind.Bytes), false, false)]
    [InlineData(nameof(InputKind.Nothing), null, false)]
    [InlineData(nameof(InputKind.Nothing), true, true)]
    [InlineData(nameof(InputKind.Terminal), null, true)]
    public async Task LocalEnd_IsPassedOn_WhereThereWasInput_UnlessTheUserSaysOtherwise(
        string kind,
        bool? wanted,
        bool isPassedOn
    )
    {
        using var run = new RelayRun
        {
            Local = new MemoryChannel { Kind = Enum.Parse<InputKind>(kind) },
            Options = new RelayOptions { PassEndOn = wanted },
        };

        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal(isPassedOn, run.Remote.Completed.IsCompleted);
        Assert.True(run.Local.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_CountsFromWhenAllIsDelivered_HoweverLongTheWay()
    {
        TimeSpan limit = TimeSpan.FromSeconds(3);
        var onTheWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var run = new RelayRun { Options = new RelayOptions { QuitAfter = limit } };
        run.Remote.Drain = cancellation =>
        {
            onTheWay.TrySetResult();
            return way.Task.WaitAsync(cancellation);
        };
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();
        await onTheWay.Task;
        run.Time.Advance(10 * limit);

        way.SetResult();
        await run.RunUpToAsync(limit);
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Quit(limit), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_DoesNotHideThatTheLastBytesWereNotDelivered()
    {
        using var run = new RelayRun { Options = new RelayOptions { QuitAfter = TimeSpan.Zero } };
        run.Remote.Drain = static _ => throw new IOException("reset");
        run.Remote.Undelivered = 4;
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("lost");
        run.Local.ArriveEnd();

        await run.RunToEndAsync(relay);

        Conversation result = await relay;
        Assert.Equal(Side.Peer, Assert.IsType<Ending.Failed>(result.Ending).Side);
        Assert.Equal(4, result.Undelivered);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task QuitTimer_OfZero_WritesWhatIsInHandFirst(bool isDatagram)
    {
        using var run = new RelayRun
        {
            Remote = new MemoryChannel { Datagram = isDatagram },
            Options = new RelayOptions { QuitAfter = TimeSpan.Zero },
        };
        run.Local.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Remote.Arrive("answer");
        await run.Local.Writing;

        run.Local.ArriveEnd();
        await run.Remote.Completed;
        for (int i = 0; i < 10; i++)
        {
            run.Time.Advance(await run.Time.NextTimerAsync());
        }

        Assert.False(relay.IsCompleted);
        run.Local.Unstick();
        await run.RunToEndAsync(relay);

        Assert.Equal("answer", run.Local.WrittenText);
        Assert.Equal(0, (await relay).Unwritten);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_CountsFromTheLocalEnd_WhateverStillArrives()
    {
        TimeSpan limit = TimeSpan.FromSeconds(3);
        using var run = new RelayRun { Options = new RelayOptions { QuitAfter = limit } };
        Task<Conversation> relay = run.Start();

        run.Local.ArriveEnd();
        await run.Remote.Completed;
        await run.Time.TimerSetAsync(limit + TimeSpan.FromMilliseconds(1));
        run.Time.Advance(TimeSpan.FromSeconds(2));
        await run.Remote.Arrive("more");
        await run.RunUpToAsync(TimeSpan.FromSeconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Quit(limit), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_OfZero_EndsAfterHalfASecondInWhichNothingMoved()
    {
        using var run = new RelayRun { Options = new RelayOptions { QuitAfter = TimeSpan.Zero } };
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("all of it");
        run.Local.ArriveEnd();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await run.Remote.Arrive("heard");
        run.RunPast();
        await run.RunUpToAsync(RelayOptions.AnswerWait - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Quit(TimeSpan.Zero), (await relay).Ending);
        Assert.Equal("all of it", run.Remote.WrittenText);
        Assert.Equal("heard", run.Local.WrittenText);
        Assert.True(run.Remote.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendOnly_EndsWithLocalInput_AndReadsNothing()
    {
        using var run = new RelayRun { Options = new RelayOptions { SendOnly = true } };

        _ = run.Remote.Arrive("unheard");
        _ = run.Local.Arrive("said");
        run.Local.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("said", run.Remote.WrittenText);
        Assert.False(run.Remote.Reading.IsCompleted);
        Assert.Empty(run.Local.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Chunks_AreNotLargerThanTheDestinationTakes()
    {
        using var run = new RelayRun
        {
            Remote = new MemoryChannel { Datagram = true, MaxWrite = 3 },
            Options = new RelayOptions { QuitAfter = TimeSpan.Zero },
        };

        _ = run.Local.Arrive("12345678");
        run.Local.ArriveEnd();
        await run.Start();

        Assert.Equal([3, 3, 2], run.Remote.Writes.Select(static write => write.Length));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_BeforeALongerIdleTimer_EndsInItsOwnTime()
    {
        var quit = TimeSpan.FromSeconds(5);
        using var run = new RelayRun
        {
            Options = new RelayOptions { QuitAfter = quit, IdleTimeout = 10 * quit },
        };
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();

        await run.RunUpToAsync(quit);
        run.RunPast();

        Assert.Equal(new Ending.Quit(quit), (await relay).Ending);
    }
}
