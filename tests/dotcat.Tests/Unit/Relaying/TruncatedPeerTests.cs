using Dotcat.Channels;
using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A remote end that was cut off has ended: input still goes to it, and then the cut is told.</summary>
public sealed class TruncatedPeerTests
{
    private readonly TruncatedException _cut = new("cut off");

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatIsReady_IsSentBeforeTheCutIsTold()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Remote.Arrive("half an ans");
        run.Remote.ArriveFailure(_cut);
        await run.Local.Completed;

        await run.Local.Arrive("all of it");
        run.Local.ArriveEnd();
        Conversation result = await relay;

        Assert.Equal(("half an ans", "all of it"), (run.Local.WrittenText, run.Remote.WrittenText));
        Assert.Equal(new Ending.Failed(Side.Peer, _cut), result.Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_AfterTheCut_EndsTheRelay()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveFailure(_cut);

        await run.RunUpToAsync(RelayOptions.AnswerWait);
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Failed(Side.Peer, _cut), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Idling_AfterTheCut_TellsItToo()
    {
        var idle = TimeSpan.FromMilliseconds(100);
        using var run = new RelayRun { Options = new RelayOptions { IdleTimeout = idle } };
        Task<Conversation> relay = run.Start();
        run.Time.Advance(idle / 2); // so that the timer after the cut is another than the one before it
        run.Remote.ArriveFailure(_cut);

        await run.RunUpToAsync(idle);
        run.RunPast();

        Assert.Equal(new Ending.Failed(Side.Peer, _cut), (await relay).Ending);
    }
}
