using Dotcat.Interop;
using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Rule 5: the reader of stdout goes away, and the relay ends at once, without blame.</summary>
public sealed class ReaderGoneTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_WhileNothingArrives_EndsAtOnce()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();

        run.Local.Leave();

        AssertReaderGone(await relay);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_BeforeTheStart_EndsAtOnce()
    {
        using var run = new RelayRun();
        run.Local.Leave();

        AssertReaderGone(await run.Start());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_NoticedByAWrite_EndsAtOnce()
    {
        using var run = new RelayRun();
        run.Local.WriteFailure = new BrokenPipeException();

        _ = run.Remote.Arrive("too much");

        AssertReaderGone(await run.Start());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_AfterOutputWasFinished_IsNoEnd()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;
        await run.RestAsync(RelayOptions.AnswerWait);

        run.Local.Leave();
        _ = run.Local.Arrive("still owed");
        run.Local.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("still owed", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task BrokenPipe_OfThePeer_IsAFailure()
    {
        using var run = new RelayRun();
        run.Remote.WriteFailure = new BrokenPipeException();

        _ = run.Local.Arrive("lost");
        run.Remote.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(Side.Peer, Assert.IsType<Ending.Failed>(result.Ending).Side);
    }

    private static void AssertReaderGone(Conversation result)
    {
        Assert.Equal(new Ending.ReaderGone(), result.Ending);
        Assert.Equal(TimeSpan.Zero, result.Duration);
    }
}
