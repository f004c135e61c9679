using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>
/// Rule 2: the peer ends, stdout is finished, what stdin has ready is delivered, and the relay ends when stdin
/// ends or has had nothing for half a second.
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

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SilentInput_AfterTheRemoteEnd_EndsAfterHalfASecond()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Reading;

        run.Remote.ArriveEnd();
        await run.RunUpToAsync(RelayOptions.Grace);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal(TimeSpan.FromMilliseconds(501), result.Duration);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatGoesOn_AfterTheRemoteEnd_IsDelivered()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.RunUpToAsync(TimeSpan.FromMilliseconds(500));

        await run.Local.Arrive("just in time");
        run.RunPast(); // half a second after the peer's end, and none after the last byte
        await run.RunUpToAsync(TimeSpan.FromMilliseconds(499));
        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("just in time", run.Remote.WrittenText);
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

        await run.RunUpToAsync(RelayOptions.Grace);
        run.RunPast();
        await run.RunUpToAsync(RelayOptions.Grace);
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
