using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Rule 2 with -k: after the peer's end sending goes on until input ends, however long that is silent.</summary>
public sealed class KeepSendingTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SilentInput_AfterTheRemoteEnd_IsWaitedFor()
    {
        using var run = new RelayRun { Options = new RelayOptions { KeepSending = true } };
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        run.Time.Advance(_hour);
        await run.Local.Arrive("much later");
        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("much later", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SilentInput_AfterTheRemoteEnd_IsEndedByTheIdleTimerOnly()
    {
        using var run = new RelayRun
        {
            Options = new RelayOptions { KeepSending = true, IdleTimeout = _hour },
        };
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        await run.RunToEndAsync(relay);

        Assert.Equal(new Ending.Idle(_hour), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_StillEndsAtOnce()
    {
        using var run = new RelayRun { Options = new RelayOptions { KeepSending = true } };
        Task<Conversation> relay = run.Start();

        run.Local.Leave();

        Assert.Equal(new Ending.ReaderGone(), (await relay).Ending);
    }
}
