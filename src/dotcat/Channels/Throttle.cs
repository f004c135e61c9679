namespace Dotcat.Channels;

/// <summary>What a <see cref="TokenBucket"/> means for one direction of one channel.</summary>
internal sealed class Throttle(TokenBucket bucket)
{
    private volatile bool _isWaiting;

    /// <summary>Whether bytes wait for nothing but tokens, which is no silence.</summary>
    public bool IsWaiting => _isWaiting;

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
        _isWaiting = true;
        try
        {
            return await bucket.WaitAsync(cancellation);
        }
        finally
        {
            _isWaiting = false;
        }
    }
}
