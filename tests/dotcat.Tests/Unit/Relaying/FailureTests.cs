using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Rule 4: a failure is told, with the side to blame, and every byte read is delivered or counted.</summary>
public sealed class FailureTests
{
    private readonly IOException _failure = new("it broke");

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalRead_Failed_BlamesInput()
    {
        using var run = new RelayRun();

        run.Local.ArriveFailure(_failure);
        Conversation result = await run.Start();

        AssertFailed(result, Side.Input);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LocalWrite_Failed_BlamesOutputAndCountsWhatArrived()
    {
        using var run = new RelayRun();
        run.Local.WriteFailure = _failure;

        _ = run.Remote.Arrive("12345");
        Conversation result = await run.Start();

        AssertFailed(result, Side.Output);
        Assert.Equal((0, 5), (result.Received, result.Unwritten));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteRead_Failed_BlamesThePeer()
    {
        using var run = new RelayRun();

        run.Remote.ArriveFailure(_failure);
        Conversation result = await run.Start();

        AssertFailed(result, Side.Peer);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteRead_Failed_CountsWhatThePeerDidNotTake()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("12345");

        run.Remote.Undelivered = 3;
        run.Remote.ArriveFailure(_failure);

        Assert.Equal(3, (await relay).Undelivered);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteWrite_Failed_BlamesThePeerAndCountsWhatWasRead()
    {
        using var run = new RelayRun();
        run.Remote.WriteFailure = _failure;

        _ = run.Local.Arrive("12345");
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        AssertFailed(result, Side.Peer);
        Assert.Equal((0, 5), (result.Sent, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteWrite_Failed_StillBringsThePeersLastWords()
    {
        using var run = new RelayRun();
        run.Remote.WriteFailure = _failure;
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("question");
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        _ = run.Remote.Arrive("complaint");
        run.Remote.ArriveEnd();

        AssertFailed(await relay, Side.Peer);
        Assert.Equal("complaint", run.Local.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteWrite_FailedAndThePeerSilent_EndsAfterHalfASecond()
    {
        using var run = new RelayRun();
        run.Remote.WriteFailure = _failure;
        Task<Conversation> relay = run.Start();

        _ = run.Local.Arrive("question");
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        run.RunPast();

        AssertFailed(await relay, Side.Peer);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteCompletion_Failed_BlamesThePeer()
    {
        using var run = new RelayRun();
        run.Remote.CompletionFailure = _failure;

        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();

        AssertFailed(await run.Start(), Side.Peer);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_Failed_BlamesThePeerAndCountsWhatItDidNotTake()
    {
        using var run = new RelayRun();
        run.Remote.Drain = _ => Task.FromException(_failure);
        run.Remote.Undelivered = 2;

        _ = run.Local.Arrive("12345");
        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        AssertFailed(result, Side.Peer);
        Assert.Equal((5, 2), (result.Sent, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_IsWaitedForBeforeTheEnd()
    {
        using var run = new RelayRun();
        var drained = new TaskCompletionSource();
        var draining = new TaskCompletionSource();
        run.Remote.Undelivered = 5;
        run.Remote.Drain = _ =>
        {
            draining.SetResult();
            return drained.Task;
        };
        _ = run.Local.Arrive("12345");
        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();
        Task<Conversation> relay = run.Start();
        await draining.Task;
        Assert.False(relay.IsCompleted);

        run.Remote.Undelivered = 0;
        drained.SetResult();

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), 0), (result.Ending, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Drain_OfAPeerThatTakesNothing_IsGivenUpAfterTheIdleLimit()
    {
        TimeSpan limit = TimeSpan.FromMinutes(1);
        using var run = new RelayRun { Options = new RelayOptions { IdleTimeout = limit } };
        var draining = new TaskCompletionSource();
        run.Remote.Undelivered = 2;
        run.Remote.Drain = async giveUp =>
        {
            draining.SetResult();
            await Task.Delay(Timeout.Infinite, giveUp);
        };
        _ = run.Local.Arrive("12345");
        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();
        Task<Conversation> relay = run.Start();
        await draining.Task;

        run.Time.Advance(limit);

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), 5L, 2L), (result.Ending, result.Sent, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Undelivered_NeverExceedsWhatWasSent()
    {
        using var run = new RelayRun();
        run.Remote.Undelivered = 100; // twice as much after a CRLF filter, for one

        _ = run.Local.Arrive("12345");
        run.Local.ArriveEnd();
        run.Remote.ArriveEnd();

        Assert.Equal(5, (await run.Start()).Undelivered);
    }

    private void AssertFailed(Conversation result, Side side) =>
        Assert.Equal(new Ending.Failed(side, _failure), result.Ending);
}
