using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class InboxQuotaTests
{
    [Fact]
    public void Limit_IsTakenWhole_AndNotExceeded()
    {
        var quota = new InboxQuota(10);

        Assert.True(quota.TryTake(6));
        Assert.False(quota.TryTake(5)); // and takes nothing
        Assert.True(quota.TryTake(4));
        Assert.False(quota.TryTake(1));
    }

    [Fact]
    public void Released_CanBeTakenAgain()
    {
        var quota = new InboxQuota(10);
        Assert.True(quota.TryTake(10));

        quota.Release(3);

        Assert.False(quota.TryTake(4));
        Assert.True(quota.TryTake(3));
    }
}
