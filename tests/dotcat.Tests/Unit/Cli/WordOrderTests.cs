using Dotcat.Dialing;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Operands and options in any order, and the word that ends options.</summary>
public sealed class WordOrderTests
{
    [Theory]
    [InlineData("-u", "localhost", "80")]
    [InlineData("localhost", "-u", "80")]
    [InlineData("localhost", "80", "-u")]
    [InlineData("-u", "--", "localhost", "80")]
    [InlineData("localhost", "-u", "--", "80")]
    [InlineData("localhost", "80", "-u", "--")]
    public void Options_AnywhereAmongOperands_AreRead(params string[] words)
    {
        DialOptions options = Words.Dial(words);

        Assert.True(options.IsDatagram);
        Assert.Equal(("localhost", 80), (options.Host, options.Port));
    }

    [Fact]
    public void OptionsLike_AfterTheSeparator_IsAnOperand() =>
        Assert.Equal("-v", Words.DialUnix("-U", "--", "-v").Path);

    [Fact]
    public void Separator_AfterTheSeparator_IsAnOperand() => Assert.Equal("--", Words.DialUnix("-U", "--", "--").Path);

    [Fact]
    public void Dash_Alone_IsAnOperand() => Assert.Equal("-", Words.DialUnix("-U", "-").Path);

    [Fact]
    public void AtSign_AtTheStartOfAWord_IsNoResponseFile() =>
        Assert.Equal("@name", Words.DialUnix("-U", "@name").Path);
}
