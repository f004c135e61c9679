using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary><c>-k</c>: many peers at one standard input and output.</summary>
public sealed class SharedStdioServiceTests
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_GoesToEveryPeer()
    {
        await using ServiceRun run = Open();
        MemoryChannel[] peers = [run.Meet(), run.Meet(), run.Meet()];

        await run.TypeAsync("news");

        Assert.All(peers, static peer => Assert.Equal("news", peer.WrittenText));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatPeersSend_IsMergedInWholeReads()
    {
        await using ServiceRun run = Open();
        MemoryChannel one = run.Meet();
        MemoryChannel two = run.Meet();

        await one.Arrive("from one\n");
        await two.Arrive("from two\n");
        await one.Arrive("one again\n");

        Assert.Equal("from one\nfrom two\none again\n", run.Stdio.WrittenText);
        Assert.Equal(3, run.Stdio.Writes.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_IsNotRead_BeforeSomebodyIsThere()
    {
        await using ServiceRun run = Open();
        Task typed = run.TypeAsync("early");
        Assert.False(run.Stdio.Reading.IsCompleted);

        MemoryChannel peer = run.Meet();
        await typed;

        Assert.Equal("early", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatComesWhenAllHaveGone_IsForTheNext()
    {
        await using ServiceRun run = Open();
        run.Meet().ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await run.Served(0);
        Task typed = run.TypeAsync("late");

        MemoryChannel next = run.Meet();
        await typed;

        Assert.Equal("late", next.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatNobodyTook_IsReportedAtTheEnd()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        await run.Stdio.Reading;
        peer.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await run.Served(0);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = run.Stdio.Arrive(() =>
        {
            taken.SetResult();
            return "lost"u8.ToArray();
        });
        await taken.Task;

        await run.StopAsync();

        Assert.Equal(["up to 4 bytes of standard input were not delivered"], run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndOfInput_FinishesThoseThere_AndLaterOnes()
    {
        await using ServiceRun run = Open();
        MemoryChannel early = run.Meet();
        run.Stdio.ArriveEnd();
        await early.Completed;

        MemoryChannel late = run.Meet();
        await late.Completed;

        await late.Arrive("still heard");
        Assert.Equal("still heard", run.Stdio.WrittenText);
        Assert.False(run.Over.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndOfInput_WithoutShutdown_FinishesNobody()
    {
        await using ServiceRun run = Open(new RelayOptions { PassEndOn = false });
        MemoryChannel peer = run.Meet();
        run.Stdio.ArriveEnd();

        await peer.Arrive("heard");
        peer.ArriveEnd();
        await run.Served(0);

        Assert.False(peer.Completed.IsCompleted);
    }

    /// <summary>It may be paused, by a pager for one; nobody waits for it.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndOfInput_WithAStuckPeer_LeavesItItsTime()
    {
        await using ServiceRun run = Open();
        MemoryChannel stuck = run.Meet();
        stuck.Stick();
        await run.TypeAsync("kept");
        run.Stdio.ArriveEnd();
        await stuck.Writing;

        run.Time.Advance(TimeSpan.FromHours(1));
        stuck.Unstick();
        await stuck.Completed;

        Assert.Equal("kept", stuck.WrittenText);
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendOnly_EndsWhenAllHaveEverything()
    {
        await using ServiceRun run = Open(new RelayOptions { SendOnly = true });
        MemoryChannel quick = run.Meet();
        MemoryChannel slow = run.Meet();
        slow.Stick();
        await run.TypeAsync("all");
        run.Stdio.ArriveEnd();
        await quick.Completed;
        Assert.False(run.Over.IsCompleted);

        slow.Unstick();

        Assert.Equal(ExitCode.Done, await run.Over);
        Assert.Equal(("all", "all"), (quick.WrittenText, slow.WrittenText));
        Assert.True(slow.Completed.IsCompleted);
        Assert.False(quick.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_OfZero_HearsAnAnswer_AndWritesIt()
    {
        await using ServiceRun run = Open(new RelayOptions { QuitAfter = TimeSpan.Zero });
        MemoryChannel peer = run.Meet();
        run.Stdio.ArriveEnd();
        await peer.Completed;
        await AdvanceAsync(run, RelayOptions.AnswerWait - _look);
        run.Stdio.Stick();
        _ = peer.Arrive("answer");
        await run.Stdio.Writing;

        await AdvanceAsync(run, 10 * RelayOptions.AnswerWait);
        Assert.False(run.Over.IsCompleted);
        run.Stdio.Unstick();
        await AdvanceAsync(run, TimeSpan.MaxValue);

        Assert.Equal(ExitCode.Done, await run.Over);
        Assert.Equal("answer", run.Stdio.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatIsNothing_HasNoEndToPassOn()
    {
        await using var run = new ServiceRun(
            New,
            new ServiceOptions { KeepOpen = true },
            stdio: new MemoryChannel { Kind = InputKind.Nothing }
        );
        MemoryChannel peer = run.Meet();
        run.Stdio.ArriveEnd();
        await peer.Arrive("asked ");
        await peer.Arrive("again");

        peer.ArriveEnd();

        await run.Served(0);
        Assert.Equal("asked again", run.Stdio.WrittenText);
        Assert.False(peer.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerThatHasEnded_GivesUpItsPlace_WhileItIsKept()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        await run.TypeAsync("one");
        Assert.Equal(0, run.Kept);

        peer.ArriveEnd();
        await peer.Watched;

        Assert.Equal(1, run.Kept);
        Assert.False(run.Served(0).IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_RunsFromTheEndOfInput()
    {
        TimeSpan quit = TimeSpan.FromSeconds(3);
        await using ServiceRun run = Open(new RelayOptions { QuitAfter = quit });
        run.Meet();
        run.Stdio.ArriveEnd();
        await run.Time.TimerSetAsync(quit);

        run.Time.Advance(quit - _tick);
        Assert.False(run.Over.IsCompleted);
        run.Time.Advance(_tick);

        Assert.Equal(ExitCode.Done, await run.Over);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputUnreadable_IsSaid_AndFailsARunThatEndsWithIt()
    {
        await using ServiceRun run = Open(new RelayOptions { SendOnly = true });
        run.Meet();

        run.Stdio.ArriveFailure(new IOException("Input/output error"));

        Assert.Equal(ExitCode.Failed, await run.Over);
        Assert.Equal(["cannot read standard input: input/output error"], run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_IsLetGo_WhereInputHasBroughtNothing()
    {
        await using ServiceRun run = Open();
        run.Meet();
        await run.TypeAsync("before it came");
        MemoryChannel peer = run.Meet();
        peer.ArriveEnd();
        await run.Time.TimerSetAsync(RelayOptions.AnswerWait);

        run.Time.Advance(RelayOptions.AnswerWait - _tick);
        Assert.False(run.Served(1).IsCompleted);
        run.Time.Advance(_tick);

        await run.Served(1);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HalfClosedPeer_GetsInput_UntilThatEnds_OnceItHasBroughtSomething(bool beforeItEnded)
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        if (beforeItEnded)
        {
            await run.TypeAsync("one ");
            peer.ArriveEnd();
            await peer.Watched;
        }
        else
        {
            peer.ArriveEnd();
            await run.Time.TimerSetAsync(RelayOptions.AnswerWait);
            await run.TypeAsync("one ");
        }

        run.Time.Advance(TimeSpan.FromHours(1));
        await run.TypeAsync("two ");
        run.Time.Advance(TimeSpan.FromHours(1));
        await run.TypeAsync("three");
        Assert.False(run.Served(0).IsCompleted);
        run.Stdio.ArriveEnd();

        await run.Served(0);
        Assert.Equal("one two three", peer.WrittenText);
        Assert.True(peer.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_OfATerminal_GetsWhatIsTyped_UntilThatPausesForAMoment()
    {
        await using var run = new ServiceRun(
            New,
            new ServiceOptions { KeepOpen = true },
            stdio: new MemoryChannel { Kind = InputKind.Terminal }
        );
        MemoryChannel peer = run.Meet();
        await run.TypeAsync("one ");
        peer.ArriveEnd();
        await run.Time.TimerSetAsync(RelayOptions.AnswerWait);

        run.Time.Advance(RelayOptions.AnswerWait - _tick);
        await run.TypeAsync("two");
        run.Time.Advance(_tick);
        await run.Time.TimerSetAsync(RelayOptions.AnswerWait);
        run.Time.Advance(RelayOptions.AnswerWait - _tick);
        Assert.False(run.Served(0).IsCompleted);
        run.Time.Advance(_tick);

        await run.Served(0);
        Assert.Equal("one two", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_ThatHasGoneAltogether_IsLetGo()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        await run.TypeAsync("one ");
        peer.ArriveEnd();
        await peer.Watched;
        Assert.False(run.Served(0).IsCompleted);

        peer.Leave();

        await run.Served(0);
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_ThatIsSlow_GetsWhatIsItsOwn()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        peer.Stick();
        await run.TypeAsync("owed");
        peer.ArriveEnd();
        run.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(run.Served(0).IsCompleted);

        peer.Unstick();
        await run.TypeAsync(", and more");
        run.Stdio.ArriveEnd();
        await run.Served(0);

        Assert.Equal("owed, and more", peer.WrittenText);
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReceiveOnly_ReadsNoInput_AndLetsAPeerGoAtItsEnd()
    {
        await using ServiceRun run = Open(new RelayOptions { ReceiveOnly = true });
        MemoryChannel peer = run.Meet();

        _ = peer.Arrive("heard");
        peer.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run.Served(0));
        Assert.Equal("heard", run.Stdio.WrittenText);
        Assert.False(run.Stdio.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeersReset_IsAnEvent_AndNoneOfTheOthers()
    {
        await using ServiceRun run = Open(verbosity: Verbosity.Events);
        MemoryChannel broken = run.Meet();
        MemoryChannel other = run.Meet();

        broken.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        Assert.Equal(ExitCode.Failed, await run.Served(0));
        await run.TypeAsync("goes on");

        Assert.Equal("goes on", other.WrittenText);
        Assert.Equal(
            ["memory: connection reset by the peer", "memory has gone: sent 0 bytes, received 0 bytes in 0 ms"],
            run.Said
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatAPeerDidNotTakeBeforeItFailed_IsReported()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        peer.WriteFailure = new SocketException((int)SocketError.ConnectionReset);

        _ = run.TypeAsync("12345");
        await run.Served(0);

        Assert.Equal(["memory: up to 5 bytes were not delivered"], run.Said);
    }

    /// <summary>A Unix socket's peer that resets has lost at most what was sent to it.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatAPeerMayNotHaveRead_IsNoMoreThanItGot()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        await run.TypeAsync("123");
        peer.Undelivered = 200_000;

        peer.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await run.Served(0);

        Assert.Equal(["memory: up to 3 bytes were not delivered"], run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stopped_WithAStuckPeer_ReportsWhatItIsOwed()
    {
        await using ServiceRun run = Open();
        MemoryChannel stuck = run.Meet();
        stuck.Stick();
        await run.TypeAsync("owed");

        await run.StopAsync();

        Assert.Equal(["memory: up to 4 bytes were not delivered"], run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drained_BeforeItIsLetGo()
    {
        var draining = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drained = new TaskCompletionSource();
        await using ServiceRun run = Open(new RelayOptions { ReceiveOnly = true });
        run.Meet(
                new MemoryChannel
                {
                    Drain = stop =>
                    {
                        draining.SetResult();
                        return drained.Task.WaitAsync(stop);
                    },
                }
            )
            .ArriveEnd();
        await draining.Task;
        Assert.False(run.Served(0).IsCompleted);

        drained.SetResult();

        await run.Served(0);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_IsTheEnd_WithoutNoise()
    {
        await using ServiceRun run = Open();
        MemoryChannel stuck = run.Meet();
        stuck.Stick();
        await run.TypeAsync("owed");

        run.Stdio.Leave();

        Assert.Equal(ExitCode.Done, await run.Over);
        await run.StopAsync();
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_WhileTheQuitTimerRuns_IsTheEnd_WithoutNoise()
    {
        TimeSpan quit = TimeSpan.FromSeconds(8);
        await using ServiceRun run = Open(new RelayOptions { QuitAfter = quit });
        run.Meet();
        run.Stdio.ArriveEnd();
        await run.Time.TimerSetAsync(quit);

        run.Stdio.Leave();

        Assert.Equal(ExitCode.Done, await run.Over);
        await run.StopAsync();
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stopped_WhileOutputIsStuck_SaysWhatIsUnwritten_AndNotThatItWasStopped()
    {
        await using ServiceRun run = Open(verbosity: Verbosity.Events);
        run.Stdio.Stick();
        _ = run.Meet().Arrive("unwritten");
        await run.Stdio.Writing;

        await run.StopAsync();

        Assert.Equal(
            ["memory has gone: sent 0 bytes, received 9 bytes in 0 ms", "up to 9 bytes that arrived were not written"],
            run.Said
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutputUnwritable_IsTheEnd_AndAFailure()
    {
        await using ServiceRun run = Open();
        run.Stdio.WriteFailure = new IOException("No space left on device");

        _ = run.Meet().Arrive("lost");

        Assert.Equal(ExitCode.Failed, await run.Over);
        await run.StopAsync();
        Assert.Equal(
            ["cannot write to standard output: no space left on device", "up to 4 bytes that arrived were not written"],
            run.Said
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task IdleTimer_IsForEachPeerByItself()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new RelayOptions { IdleTimeout = limit }, Verbosity.Events);
        run.Meet();
        MemoryChannel busy = run.Meet();
        run.Time.Advance(limit - _tick);
        await busy.Arrive("busy");

        run.Time.Advance(_tick);

        await run.Served(0);
        Assert.False(run.Served(1).IsCompleted);
        Assert.Equal(
            ["memory: nothing moved for 5 s", "memory has gone: sent 0 bytes, received 0 bytes in 5 s"],
            run.Said
        );
    }

    /// <summary>The peer's next channel does not get it any more.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagram_ReadAsItsPeersTimeRunsOut_IsWritten()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new RelayOptions { IdleTimeout = limit });
        MemoryChannel peer = run.Meet(new MemoryChannel { Datagram = true });

        _ = peer.Arrive(() =>
        {
            run.Time.Advance(limit);
            return "just in time"u8.ToArray();
        });

        await run.Served(0);
        Assert.Equal("just in time", run.Stdio.WrittenText);
        await run.StopAsync();
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Crlf_IsForEveryPeer()
    {
        await using var run = new ServiceRun(New, new ServiceOptions { KeepOpen = true, Crlf = true });
        MemoryChannel[] peers = [run.Meet(), run.Meet()];

        await run.TypeAsync("line\n");

        Assert.All(peers, static peer => Assert.Equal("line\r\n", peer.WrittenText));
    }

    private static SharedStdioService New(
        MemoryChannel stdio,
        ServiceOptions options,
        Reporter reporter,
        TimeProvider time
    ) => new(stdio, options, reporter, time);

    private static ServiceRun Open(RelayOptions? relay = null, Verbosity verbosity = Verbosity.Quiet) =>
        new(New, new ServiceOptions { KeepOpen = true, Relay = relay ?? new RelayOptions() }, verbosity);

    /// <summary>From timer to timer, so that whoever looks now and then does.</summary>
    private static async Task AdvanceAsync(ServiceRun run, TimeSpan time)
    {
        for (TimeSpan gone = TimeSpan.Zero; gone < time && !run.Over.IsCompleted; gone += _look)
        {
            await Task.WhenAny(run.Over, run.Time.NextTimerAsync());
            run.Time.Advance(_look);
        }
    }
}
