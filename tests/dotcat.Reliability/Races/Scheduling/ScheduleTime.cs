namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>A clock that stands still while anything can go on, and then goes on to its next timer.</summary>
internal sealed class ScheduleTime : TimeProvider
{
    private readonly List<Timer> _timers = []; // in the order in which they were set
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether a timer is set.</summary>
    public bool IsAnySet => _timers.Count > 0;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes on to the next timers, and gives what they do, each for itself.</summary>
    public IReadOnlyList<Action> PassNext()
    {
        _now = _timers.Min(static timer => timer.Due);
        List<Timer> passed = _timers.FindAll(timer => timer.Due == _now);
        _timers.RemoveAll(passed.Contains);
        return [.. passed.Select(static timer => (Action)timer.GoOff)];
    }

    /// <summary>Goes off once: nothing here asks for a period.</summary>
    private sealed class Timer(ScheduleTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _isSet;
        private bool _isCalling;
        private bool _isDisposed;

        public TimeSpan Due { get; private set; }

        /// <summary>Unless it was set anew or disposed of meanwhile.</summary>
        public void GoOff()
        {
            if (_isSet)
            {
                _isSet = false;
                _isCalling = true;
                callback(state);
                _isCalling = false;
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._timers.Remove(this);
            _isSet = false;
            if (!_isDisposed && dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = time._now + dueTime;
                time._timers.Add(this);
                _isSet = true;
            }

            return !_isDisposed;
        }

        public void Dispose()
        {
            _isDisposed = true;
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Completes when the callback is not running any more, as that of the system's timer does.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return _isCalling
                ? new ValueTask(Schedule.Current!.UntilAsync(() => !_isCalling))
                : ValueTask.CompletedTask;
        }
    }
}
