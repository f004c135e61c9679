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

    [Theory]
    [InlineData("-v", "--", "-v")]
    [InlineData("--", "--", "--")]
    [InlineData("-", "-")]
    [InlineData("@name", "@name")]
    public void OptionsLike_AfterTheSeparator_AndWhatIsNoOption_AreOperands(string path, params string[] words) =>
        Assert.Equal(path, Words.DialUnix(["-U", .. words]).Path);
}
