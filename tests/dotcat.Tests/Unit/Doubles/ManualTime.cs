namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A clock that stands still until it is moved on.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Set)> _expected = [];
    private TaskCompletionSource _anySet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when so many timers wait that will go off after exactly so long from now.</summary>
    public Task TimerSetAsync(TimeSpan due, int count = 1)
    {
        lock (_gate)
        {
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected.Add((_now + due, count, set));
            TellSet();
            return set.Task;
        }
    }

    /// <summary>How long until the next timer goes off; waits until there is one.</summary>
    public async Task<TimeSpan> NextTimerAsync()
    {
        while (true)
        {
            Task set;
            lock (_gate)
            {
                if (_timers.Count > 0)
                {
                    return _timers.Min(static timer => timer.Due) - _now;
                }

                set = _anySet.Task;
            }

            await set;
        }
    }

    /// <summary>Moves the clock on; the timers passed go off on the way, in their order.</summary>
    public void Advance(TimeSpan span)
    {
        TimeSpan end = TimeSpan.FromTicks(GetTimestamp()) + span;
        while (PassTo(end) is { } passed)
        {
            passed.GoOff();
        }
    }

    internal void Set(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.Due = _now + dueTime;
            _timers.Add(timer);
            _anySet.SetResult();
            _anySet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TellSet();
        }
    }

    private void TellSet()
    {
        foreach ((TimeSpan due, int count, TaskCompletionSource set) in _expected)
        {
            if (_timers.Count(timer => timer.Due == due) >= count)
            {
                set.TrySetResult();
            }
        }
    }

    private ManualTimer? PassTo(TimeSpan end)
    {
        lock (_gate)
        {
            ManualTimer? first = _timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
            _now = first?.Due ?? end;
            if (first is not null)
            {
                _timers.Remove(first);
            }

            return first;
        }
    }
}
