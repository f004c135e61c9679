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

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalEnd_WithNoShutdown_IsNotPassedOn()
    {
        using var run = new RelayRun { Options = new RelayOptions { NoShutdown = true } };

        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.False(run.Remote.Completed.IsCompleted);
        Assert.True(run.Local.Completed.IsCompleted);
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
    public async Task QuitTimer_OfZero_EndsAtOnceAndDeliversFirst()
    {
        using var run = new RelayRun { Options = new RelayOptions { QuitAfter = TimeSpan.Zero } };

        _ = run.Local.Arrive("all of it");
        run.Local.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Quit(TimeSpan.Zero), result.Ending);
        Assert.Equal("all of it", run.Remote.WrittenText);
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
