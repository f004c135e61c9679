using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A run that is told to stop.</summary>
public sealed class StopTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileBothWait_Ends()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();

        await run.StopAsync();

        Conversation result = await relay;
        Assert.Equal(new Ending.Stopped(), result.Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileAWriteWaits_CountsWhatWasNotDelivered()
    {
        using var run = new RelayRun();
        run.Remote.Stick();
        run.Local.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("123");
        _ = run.Remote.Arrive("12345");
        await run.Remote.Writing;
        await run.Local.Writing;

        await run.StopAsync();

        Conversation result = await relay;
        Assert.Equal((new Ending.Stopped(), 3L, 5L), (result.Ending, result.Undelivered, result.Unwritten));
    }
}
