namespace Dotcat.Channels;

/// <summary>
/// Lets bytes pass at a rate, in bursts of a tenth of a second: each byte takes a token, and tokens come in steadily up to
/// a burst of them. Who moved more than there were leaves a debt, which whoever comes next waits for. Those who wait have
/// their turn one after the other.
/// </summary>
#pragma warning disable CA1001 // a semaphore whose handle nobody asks for holds nothing to be disposed of
internal sealed class TokenBucket
#pragma warning restore CA1001
{
    private const double BurstsPerSecond = 10;
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(1); // before another look; timers have a limit
    private static readonly TimeSpan _timerTick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly long _rate;
    private readonly TimeProvider _time;
    private readonly double _burst;
    private double _tokens;
    private long _filled;

    /// <param name="rate">Bytes a second, 1 at the least.</param>
    /// <param name="time">The clock that brings tokens.</param>
    public TokenBucket(long rate, TimeProvider time)
    {
        _rate = rate;
        _time = time;
        _burst = _tokens = Math.Max(1, rate / BurstsPerSecond);
        _filled = time.GetTimestamp();
    }

    /// <summary>The clock that brings tokens.</summary>
    public TimeProvider Time => _time;

    /// <summary>Bytes: the most tokens that there can be.</summary>
    public int Burst => (int)Math.Min(_burst, int.MaxValue);

    /// <summary>Fewer tokens are not worth a system call.</summary>
    private double Least => Math.Max(1, _burst / 8);

    /// <summary>Tokens that are waited for once there are too few, so that small pieces do not wait one by one.</summary>
    private double Enough => Math.Max(1, _burst / 4);

    /// <summary>Whether bytes may move now, and how many; false where others wait, too.</summary>
    public bool TryLook(out int allowance)
    {
        allowance = 0;
        return _turn.CurrentCount > 0 && TimeUntil(Least, out allowance) == TimeSpan.Zero;
    }

    /// <summary>Completes when bytes may move, with how many. They are to be taken by <see cref="Spend"/>.</summary>
    public async ValueTask<int> WaitAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (TimeUntil(Least, out int allowance) > TimeSpan.Zero)
            {
                while (TimeUntil(Enough, out allowance) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait < _longestWait ? wait + _timerTick : _longestWait, _time, cancellation);
                }
            }

            return allowance;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes the tokens of bytes that moved, whether there are as many or not.</summary>
    public void Spend(int bytes)
    {
        lock (_gate)
        {
            Fill();
            _tokens -= bytes;
        }
    }

    private TimeSpan TimeUntil(double wanted, out int allowance)
    {
        lock (_gate)
        {
            Fill();
            allowance = (int)Math.Clamp(_tokens, 0, int.MaxValue);
            return _tokens >= wanted
                ? TimeSpan.Zero
                : TimeSpan.FromSeconds((wanted - _tokens) / _rate) + TimeSpan.FromTicks(1);
        }
    }

    private void Fill()
    {
        long now = _time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_filled, now).TotalSeconds * _rate));
        _filled = now;
    }
}
