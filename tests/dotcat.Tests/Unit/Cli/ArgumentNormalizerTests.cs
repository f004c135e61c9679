using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

public sealed class ArgumentNormalizerTests
{
    /// <summary>The words need not make a command line: an error is told as JSON, too, where that was asked for.</summary>
    [Theory]
    [InlineData(true, "--json")]
    [InlineData(true, "--js")]
    [InlineData(true, "--no-such", "--json", "-?")]
    [InlineData(false)]
    [InlineData(false, "json")]
    [InlineData(false, "-json")]
    [InlineData(false, "--jsonx")]
    [InlineData(false, "--verbose")]
    [InlineData(false, "--verb")]
    [InlineData(false, "--")]
    [InlineData(false, "--", "--json")]
    public void Names_FindsTheLongName_UpToTheEndOfTheOptions(bool expected, params string[] words) =>
        Assert.Equal(expected, ArgumentNormalizer.Names(OptionTable.Json, words));
}
