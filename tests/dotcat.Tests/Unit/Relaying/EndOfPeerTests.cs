using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>
/// Rule 2: the peer ends, stdout is finished, and what stdin still brings is delivered until stdin ends. One that need
/// not end, or has brought nothing yet, is not waited for longer than half a second.
/// </summary>
public sealed class EndOfPeerTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteEnd_FinishesOutput()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();

        run.Remote.ArriveEnd();
        await run.Local.Completed;

        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();
        Assert.Equal(new Ending.Finished(), (await relay).Ending);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task InputThatBroughtNothing_OrIsATerminal_IsWaitedForHalfASecond(bool isTerminal, bool brings)
    {
        using var run = new RelayRun { Options = new RelayOptions { InputNeedNotEnd = isTerminal } };
        Task<Conversation> relay = run.Start();
        if (brings)
        {
            await run.Local.Arrive("typed");
        }

        await run.Local.Reading;
        run.Remote.ArriveEnd();
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(InputIsOpen: true), result.Ending);
        Assert.Equal(TimeSpan.FromMilliseconds(501), result.Duration);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatBroughtSomething_IsWaitedForHoweverSlowItIs()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("1");
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        run.Time.Advance(TimeSpan.FromDays(1));
        await run.Local.Arrive("2");
        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("12", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatBringsItsFirstInTime_IsWaitedForFromThenOn()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await run.Local.Arrive("just in time");
        run.Time.Advance(TimeSpan.FromDays(1));
        await run.Local.Arrive(", and late");
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("just in time, and late", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TerminalThatIsTypedInto_IsWaitedForHalfASecondAfterTheLastKey()
    {
        using var run = new RelayRun { Options = new RelayOptions { InputNeedNotEnd = true } };
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await run.Local.Arrive("just in time");
        run.RunPast(); // half a second after the peer's end, and none after the last byte
        await run.RunUpToAsync(TimeSpan.FromMilliseconds(499));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Finished(InputIsOpen: true), (await relay).Ending);
        Assert.Equal("just in time", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerGone_AfterItsEnd_IsTheEnd_WhenInputHasNothingMoreToBring()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("1");
        Assert.False(run.Remote.Watched.IsCompleted, "nobody who is there need be looked for");
        run.Remote.ArriveEnd();
        await run.Remote.Watched;
        Assert.False(relay.IsCompleted);

        run.Remote.Leave();
        await run.RunUpToAsync(RelayOptions.NextPieceWait);
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Finished(InputIsOpen: true), (await relay).Ending);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)] // its time has not come
    [InlineData(false)] // whoever writes it is busy
    public async Task PeerGone_BeforeInputThatIsAboutToCome_IsAFailure(bool isThere)
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("1");
        run.Remote.ArriveEnd();
        await run.Remote.Watched;
        run.Local.HasMore = isThere;
        run.Time.Advance(isThere ? TimeSpan.FromDays(1) : TimeSpan.Zero);

        run.Remote.Leave();
        await run.RestAsync(isThere ? RelayOptions.AnswerWait : RelayOptions.NextPieceWait);
        run.Remote.WriteFailure = new IOException("gone");
        _ = run.Local.Arrive("2");

        Conversation result = await relay;
        Assert.Equal(new Ending.Failed(Side.Peer, run.Remote.WriteFailure), result.Ending);
        Assert.Equal(1, result.Undelivered);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerGone_WhileItIsWrittenTo_LosesNothingUntold()
    {
        using var run = new RelayRun();
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("a lot");
        run.Remote.ArriveEnd();
        await run.Remote.Writing;

        run.Remote.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        Assert.False(relay.IsCompleted);
        run.Remote.WriteFailure = new IOException("reset");
        run.Remote.Unstick();

        Conversation result = await relay;
        Assert.Equal(new Ending.Failed(Side.Peer, run.Remote.WriteFailure), result.Ending);
        Assert.Equal(5, result.Undelivered);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerThatTakesSlowly_AfterItsEnd_GetsAllOfIt()
    {
        using var run = new RelayRun();
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("a lot");
        run.Remote.ArriveEnd();
        await run.Remote.Writing;

        run.Time.Advance(TimeSpan.FromDays(1));
        Assert.False(relay.IsCompleted);
        run.Remote.Unstick();
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("a lot", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReceiveOnly_EndsWithThePeer_AndReadsNoInput()
    {
        using var run = new RelayRun { Options = new RelayOptions { ReceiveOnly = true } };

        _ = run.Local.Arrive("unsaid");
        _ = run.Remote.Arrive("heard");
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("heard", run.Local.WrittenText);
        Assert.False(run.Local.Reading.IsCompleted);
        Assert.Empty(run.Remote.Writes);
    }
}
