using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class TokenBucketTests : IDisposable
{
    private const long Rate = 1000;

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(25, 2)]
    [InlineData(1000, 100)]
    [InlineData(10L << 30, 1 << 30)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public async Task ABurst_IsATenthOfASecond_AndAByteAtLeast(long rate, int burst)
    {
        var bucket = new TokenBucket(rate, _time);
        _time.Advance(TimeSpan.FromHours(1)); // of which it keeps nothing

        Assert.Equal(burst, bucket.Burst);
        Assert.Equal(burst, await bucket.WaitAsync(_stop.Token));
    }

    /// <summary>However much is moved at once, and however seldom anybody looks.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(1, int.MaxValue)]
    [InlineData(7, 1)]
    [InlineData(1000, int.MaxValue)]
    [InlineData(1000, 3)]
    [InlineData(1024 * 1024, 65_536)]
    [InlineData(1024 * 1024, 1500)]
    [InlineData(100L * 1024 * 1024, 1024 * 1024)]
    public async Task OverTenSeconds_ItIsTheRate(long rate, int most)
    {
        var bucket = new TokenBucket(rate, _time);
        long moved = 0;
        while (_time.GetTimestamp() < TimeSpan.FromSeconds(10).Ticks)
        {
            Task<int> allowance = bucket.WaitAsync(_stop.Token).AsTask();
            if (!allowance.IsCompleted)
            {
                _time.Advance(await _time.NextTimerAsync());
            }

            int count = Math.Min(await allowance, most);
            bucket.Spend(count);
            moved += count;
        }

        Assert.InRange(moved, rate * 10 * 0.95, (rate * 10 * 1.05) + 1);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatWasTooMuch_IsWaitedForAfterwards()
    {
        var bucket = new TokenBucket(Rate, _time);
        bucket.Spend(1100); // a second more than there is

        Task<int> allowance = bucket.WaitAsync(_stop.Token).AsTask();
        await _time.NextTimerAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(allowance.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.InRange(await allowance, 25, 100);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ADebtOfMonths_IsWaitedForToo()
    {
        var bucket = new TokenBucket(1, _time);
        bucket.Spend(int.MaxValue);

        Task<int> allowance = bucket.WaitAsync(_stop.Token).AsTask();
        Assert.Equal(TimeSpan.FromHours(1), await _time.NextTimerAsync());
        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => allowance);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AWaitThatIsGivenUp_TakesNothing_AndLetsTheNextOneHaveItsTurn()
    {
        var bucket = new TokenBucket(Rate, _time);
        bucket.Spend(100);
        Task<int> first = bucket.WaitAsync(_stop.Token).AsTask();
        Task<int> second = bucket.WaitAsync(CancellationToken.None).AsTask();
        await _time.NextTimerAsync();

        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await _time.NextTimerAsync();
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.InRange(await second, 25, 100);
    }

    [Fact]
    public void WhoeverLooks_DoesNotOvertakeThoseWhoWait()
    {
        var bucket = new TokenBucket(Rate, _time);
        Assert.True(bucket.TryLook(out int all));
        Assert.Equal(100, all);
        bucket.Spend(90); // what is left is not worth moving
        Assert.False(bucket.TryLook(out _));

        _ = bucket.WaitAsync(_stop.Token).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(10)); // enough for who does not wait

        Assert.False(bucket.TryLook(out _));
    }

    public void Dispose() => _stop.Dispose();
}
