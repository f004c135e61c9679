using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A run that is told to stop.</summary>
public sealed class StopTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileBothWait_Ends()
    {
        using var run = new RelayRun();
        Task<RelayResult> relay = run.Start();

        await run.StopAsync();

        RelayResult result = await relay;
        Assert.Equal((RelayEnd.Stopped, FailedEnd.None), (result.End, result.FailedEnd));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WhileAWriteWaits_CountsWhatWasNotDelivered()
    {
        using var run = new RelayRun();
        run.Remote.Stick();
        run.Local.Stick();
        Task<RelayResult> relay = run.Start();
        _ = run.Local.Arrive("123");
        _ = run.Remote.Arrive("12345");
        await run.Remote.Writing;
        await run.Local.Writing;

        await run.StopAsync();

        RelayResult result = await relay;
        Assert.Equal((RelayEnd.Stopped, 3L, 5L), (result.End, result.Unsent, result.Unwritten));
    }
}
