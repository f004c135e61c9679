using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A relay between two channels of memory, on a clock that stands still.</summary>
internal sealed class RelayRun : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public MemoryChannel Local { get; init; } = new();

    public MemoryChannel Remote { get; init; } = new();

    public RelayOptions Options { get; init; } = new();

    /// <summary>Bytes a second that the remote end lets pass each way; null for no limit.</summary>
    public long? Rate { get; init; }

    public ManualTime Time { get; } = new();

    public Task<Conversation> Start()
    {
        Channel remote = Rate is { } rate
            ? new RatedChannel(Remote, new TokenBucket(rate, Time), new TokenBucket(rate, Time))
            : Remote;
        return new Relay(Local, remote, Options, Time).RunAsync(_stop.Token);
    }

    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Lets the relay come to rest before a timer of its own.</summary>
    public Task RestAsync(TimeSpan limit) => Time.TimerSetAsync(limit + _tick);

    /// <summary>The same, and the clock goes on to just before that: the relay would end if anything woke it.</summary>
    public async Task RunUpToAsync(TimeSpan limit)
    {
        await RestAsync(limit);
        Time.Advance(limit);
    }

    /// <summary>Lets the clock pass that timer.</summary>
    public void RunPast() => Time.Advance(_tick);

    /// <summary>Lets the clock go on from timer to timer until the relay has ended.</summary>
    public async Task RunToEndAsync(Task<Conversation> relay)
    {
        while (await Task.WhenAny(relay, Time.NextTimerAsync()) is Task<TimeSpan> next)
        {
            Time.Advance(await next);
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>A relay waits that much longer, so that the limit has passed for certain.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);
}
