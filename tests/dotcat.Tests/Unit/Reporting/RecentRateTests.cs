using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class RecentRateTests
{
    private readonly RecentRate _rate = new();

    [Fact]
    public void FromTheStart_ItIsTheAverage()
    {
        Assert.Equal(0, _rate.Look(TimeSpan.Zero, 0));
        Assert.Equal(1000, _rate.Look(TimeSpan.FromSeconds(0.1), 100));
        Assert.Equal(500, _rate.Look(TimeSpan.FromSeconds(1), 500));
    }

    [Fact]
    public void WhatIsLongAgo_DoesNotCount()
    {
        for (int second = 1; second <= 60; second++)
        {
            _rate.Look(TimeSpan.FromSeconds(second), 1_000_000 + (second * 10));
        }

        Assert.Equal(10, _rate.Look(TimeSpan.FromSeconds(61), 1_000_610));
    }

    [Fact]
    public void AfterAPause_ItIsNothing()
    {
        _rate.Look(TimeSpan.FromSeconds(1), 1000);

        Assert.Equal(0, _rate.Look(TimeSpan.FromHours(1), 1000));
        Assert.Equal(0, _rate.Look(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), 1000));
    }
}
