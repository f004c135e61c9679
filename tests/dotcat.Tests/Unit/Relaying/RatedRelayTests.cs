using Dotcat.Relaying;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Bytes that wait for nothing but a limit of the rate are no silence.</summary>
public sealed class RatedRelayTests
{
    /// <summary>Shorter than a byte takes at one byte a second.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(300);

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheIdleLimit_PassesOnlyAfterTheLastByte(bool outward)
    {
        using var run = new RelayRun
        {
            Rate = 1,
            Options = new RelayOptions { IdleTimeout = _limit },
        };
        Task<Conversation> relay = run.Start();
        (MemoryChannel from, MemoryChannel to) = outward ? (run.Local, run.Remote) : (run.Remote, run.Local);
        _ = from.Arrive("slow");

        await MoveSlowlyAsync(run, to, relay);
        await run.RunToEndAsync(relay);

        Conversation result = await relay;
        Assert.Equal(new Ending.Idle(_limit), result.Ending);
        Assert.Equal(outward ? (4, 0) : (0, 4), (result.Sent, result.Received));
        Assert.Equal((0L, 0L), (result.Undelivered, result.Unwritten));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TheQuitTime_PassesOnlyAfterTheLastByteOfTheAnswer()
    {
        using var run = new RelayRun
        {
            Rate = 1,
            Options = new RelayOptions { QuitAfter = _limit },
        };
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();
        await run.Remote.Completed;
        _ = run.Remote.Arrive("slow");

        await MoveSlowlyAsync(run, run.Local, relay);
        await run.RunToEndAsync(relay);

        Conversation result = await relay;
        Assert.Equal((new Ending.Quit(_limit), 4L), (result.Ending, result.Received));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatAProgramLeft_IsWaitedForThoughTheProgramHasEnded()
    {
        using var run = new RelayRun
        {
            Rate = 1,
            Options = new RelayOptions { LocalIsProgram = true },
        };
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("slow");
        run.Local.ArriveEnd();
        run.Local.Leave();

        await MoveSlowlyAsync(run, run.Remote, relay);
        await run.RunToEndAsync(relay);

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), 4L), (result.Ending, result.Sent));
    }

    /// <summary>A second for each byte but the first.</summary>
    private static async Task MoveSlowlyAsync(RelayRun run, MemoryChannel to, Task relay)
    {
        for (int moved = 1; moved < 4; moved++)
        {
            await Eventually.TrueAsync(() => to.Written.Length == moved, $"{moved} bytes moved");
            await run.Time.TimerSetAsync(TimeSpan.FromSeconds(1.001) + TimeSpan.FromTicks(1));
            Assert.False(relay.IsCompleted);
            run.Time.Advance(TimeSpan.FromSeconds(1.001) + TimeSpan.FromTicks(1));
        }

        await Eventually.TrueAsync(() => to.Written.Length == 4, "all bytes moved");
    }
}
