using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A server's token lives as long as the server, and its relays do not. Memory is the whole process's.</summary>
[Collection(QuietCollection.Name)]
public sealed class LongRunTests
{
    private const int Count = 50_000; // beside which the buffers that the pool keeps are few

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RelaysThatHaveEnded_LeaveNothingWithTheTokenOfTheRun(bool localIsProgram)
    {
        using var stop = new CancellationTokenSource();
        var options = new RelayOptions { LocalIsProgram = localIsProgram };
        await RunAsync(Count / 10, options, stop.Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(Count, options, stop.Token);

        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(kept, long.MinValue, 64 * Count); // less than one waiting task for each
    }

    private static async Task RunAsync(int count, RelayOptions options, CancellationToken cancellation)
    {
        var time = new ManualTime();
        for (int i = 0; i < count; i++)
        {
            var local = new MemoryChannel();
            var remote = new MemoryChannel();
            local.ArriveEnd();
            remote.ArriveEnd();
            await new Relay(local, remote, options, time).RunAsync(cancellation);
        }
    }
}
