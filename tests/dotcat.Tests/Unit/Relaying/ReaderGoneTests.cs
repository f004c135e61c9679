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
        Task<RelayResult> relay = run.Start();

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
        Task<RelayResult> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;
        await run.RestAsync(RelayOptions.Grace);

        run.Local.Leave();
        _ = run.Local.Arrive("still owed");
        run.Local.ArriveEnd();

        RelayResult result = await relay;
        Assert.Equal(RelayEnd.Finished, result.End);
        Assert.Equal("still owed", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task BrokenPipe_OfThePeer_IsAFailure()
    {
        using var run = new RelayRun();
        run.Remote.WriteFailure = new BrokenPipeException();

        _ = run.Local.Arrive("lost");
        run.Remote.ArriveEnd();
        RelayResult result = await run.Start();

        Assert.Equal((RelayEnd.Failed, FailedEnd.Remote), (result.End, result.FailedEnd));
    }

    private static void AssertReaderGone(RelayResult result)
    {
        Assert.Equal((RelayEnd.ReaderGone, FailedEnd.None), (result.End, result.FailedEnd));
        Assert.Null(result.Error);
        Assert.Equal(TimeSpan.Zero, result.Duration);
    }
}
