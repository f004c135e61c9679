using Dotcat.Services.Chat;

namespace Dotcat.Tests.Unit.Services.Chat;

public sealed class NicknamesTests
{
    private readonly Nicknames _nicknames = new();

    [Theory]
    [InlineData("a")]
    [InlineData("Anna-Lena_2")]
    [InlineData("Ünal")]
    [InlineData("花子")]
    [InlineData("𝒜")]
    [InlineData("----")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void Name_OfLettersAndDigits_IsValid(string name) => Assert.True(Nicknames.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("a\tb")]
    [InlineData("a>")]
    [InlineData("<a")]
    [InlineData("/who")]
    [InlineData("a.b")]
    [InlineData("\\x1b")]
    [InlineData("a\u001b")]
    [InlineData("a\u202e")]
    [InlineData("a\u200b")]
    [InlineData("a\u200d")]
    [InlineData("e\u0301")]
    [InlineData("anna\u3164")]
    [InlineData("😀")]
    [InlineData("\ud800")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void Name_OfAnythingElse_IsNot(string name) => Assert.False(Nicknames.IsValid(name));

    [Theory]
    [InlineData("announce")]
    [InlineData("Announce")]
    [InlineData("user0")]
    [InlineData("user1")]
    [InlineData("USER1")]
    [InlineData("user02")]
    [InlineData("user999")]
    [InlineData("user٣")]
    public void Name_OfSomebodyElse_IsRefused(string name)
    {
        _nicknames.Give(1);
        string own = _nicknames.Give(2);

        Assert.False(_nicknames.TryChange(own, own, name));
        Assert.True(_nicknames.TryChange(own, own, "anna"));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("user1a")]
    [InlineData("users")]
    [InlineData("announcer")]
    public void Name_AlmostReserved_IsFree(string name) => Assert.True(_nicknames.TryChange("user2", "user2", name));

    [Fact]
    public void Name_Taken_IsRefusedInAnyCaseUntilItIsGivenUp()
    {
        Assert.True(_nicknames.TryChange("user1", "user1", "Änne"));

        Assert.False(_nicknames.TryChange("user2", "user2", "Änne"));
        Assert.False(_nicknames.TryChange("user2", "user2", "äNNE"));
        Assert.True(_nicknames.TryChange("Änne", "user1", "otto"));
        Assert.True(_nicknames.TryChange("user2", "user2", "äNNE"));
        _nicknames.Free("äNNE");
        Assert.True(_nicknames.TryChange("user3", "user3", "änne"));
    }

    [Fact]
    public void Name_Refused_LeavesTheOwnOneTaken()
    {
        Assert.True(_nicknames.TryChange("user1", "user1", "anna"));
        Assert.True(_nicknames.TryChange("user2", "user2", "otto"));

        Assert.False(_nicknames.TryChange("anna", "user1", "otto"));

        Assert.False(_nicknames.TryChange("user3", "user3", "anna"));
    }

    [Fact]
    public void Name_OneArrivedWith_CanBeHadBack()
    {
        string own = _nicknames.Give(2);
        Assert.True(_nicknames.TryChange(own, own, "anna"));

        Assert.True(_nicknames.TryChange("anna", own, own));
    }

    [Fact]
    public void Name_InAnotherCase_IsTheOwnOne()
    {
        Assert.True(_nicknames.TryChange("user1", "user1", "anna"));

        Assert.True(_nicknames.TryChange("anna", "user1", "Anna"));
    }
}
