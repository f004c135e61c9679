namespace Dotcat.Channels;

/// <summary>What a <see cref="TokenBucket"/> means for one direction of one channel.</summary>
internal sealed class Throttle(TokenBucket bucket)
{
    private readonly Hold _wait = new(bucket.Time);

    /// <summary>Whether bytes wait for nothing but tokens.</summary>
    public bool IsWaiting => _wait.IsOn;

    /// <inheritdoc cref="Hold.Until"/>
    public long WaitedUntil => _wait.Until;

    /// <inheritdoc cref="TokenBucket.Burst"/>
    public int Burst => bucket.Burst;

    /// <inheritdoc cref="TokenBucket.TryLook"/>
    public bool TryLook(out int allowance) => bucket.TryLook(out allowance);

    /// <inheritdoc cref="TokenBucket.WaitAsync"/>
    public ValueTask<int> WaitAsync(CancellationToken cancellation) =>
        bucket.TryLook(out int allowance) ? ValueTask.FromResult(allowance) : QueueAsync(cancellation);

    /// <inheritdoc cref="TokenBucket.Spend"/>
    public void Spend(int bytes) => bucket.Spend(bytes);

    private async ValueTask<int> QueueAsync(CancellationToken cancellation)
    {
        _wait.Begin();
        try
        {
            return await bucket.WaitAsync(cancellation);
        }
        finally
        {
            _wait.End();
        }
    }
}
