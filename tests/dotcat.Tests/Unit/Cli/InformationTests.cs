using Dotcat.Cli;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What is printed instead of a run.</summary>
public sealed class InformationTests
{
    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("-lvh")]
    [InlineData("localhost", "80", "too", "many", "--help")]
    [InlineData("-h", "-V")]
    public void Help_Anywhere_IsTheHelp(params string[] words) =>
        Assert.Equal(HelpText.Make(), new CommandLine().Parse(words).Information);

    [Theory]
    [InlineData("-V")]
    [InlineData("--version")]
    public void Version_Asked_IsOneLineWithoutABuildMark(string word) =>
        Assert.Matches(@"^dotcat [0-9]+\.[0-9]+\.[0-9]+\n$", new CommandLine().Parse([word]).Information);

    [Fact]
    public void Neither_Asked_IsNothing() => Assert.Null(new CommandLine().Parse(["-l"]).Information);
}
