using Dotcat.Listening;

namespace Dotcat.Tests.Unit.Listening;

public sealed class DescriptorBudgetTests
{
    /// <summary>Of 116, beside a reserve of 32, the others have 14 or 15; the tenth peer ends at 84 or 85.</summary>
    [Theory]
    [InlineData(13, 9, true)]
    [InlineData(13, 10, false)]
    [InlineData(14, 8, true)]
    [InlineData(14, 9, false)]
    public void Room_IsForWholePeers(int last, int present, bool expected) =>
        Assert.Equal(expected, new DescriptorBudget(116, last, each: 7).HasRoom(present));

    [Theory]
    [InlineData(13, 7, 10)]
    [InlineData(14, 7, 9)]
    [InlineData(110, 7, 1)]
    [InlineData(13, 0, long.MaxValue)]
    public void Room_InNumbers(int last, int each, long expected) =>
        Assert.Equal(expected, new DescriptorBudget(116, last, each).Room);

    [Fact]
    public void First_IsLetTry_WhateverTheLimit()
    {
        var budget = new DescriptorBudget(10, 60, 5);

        Assert.True(budget.HasRoom(0));
        Assert.False(budget.HasRoom(1));
    }

    [Fact]
    public void Peers_WithoutDescriptorsOfTheirOwn_AreUnlimited() =>
        Assert.True(new DescriptorBudget(10, 60, 0).HasRoom(1_000_000));

    [Fact]
    public void NumberBeyondTheCount_TellsOfOthers()
    {
        var budget = new DescriptorBudget(116, 13, 7);

        budget.Learn(14, present: 1);
        Assert.True(budget.HasRoom(9));

        budget.Learn(14 + 14, present: 2); // what the two may have, and one more
        Assert.True(budget.HasRoom(8));
        Assert.False(budget.HasRoom(9));
    }
}
