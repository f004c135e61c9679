using System.Runtime.InteropServices;
using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What is printed instead of a run.</summary>
public sealed class InformationTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-lvh", "--help")]
    [InlineData("localhost", "80", "too", "many", "--help")]
    [InlineData("http://localhost/", "--help")]
    [InlineData("--help", "-V")]
    public void Help_Anywhere_IsTheHelp(params string[] words) => Assert.Equal(HelpText.Make(), Words.Print(words));

    [Theory]
    [InlineData("-h")]
    [InlineData("-lvh")]
    [InlineData("localhost", "80", "too", "many", "-h")]
    [InlineData("-h", "-V")]
    public void Usage_Anywhere_IsTheFirstScreen(params string[] words) =>
        Assert.Equal(HelpText.Usage(), Words.Print(words));

    [Theory]
    [InlineData("-V")]
    [InlineData("--version")]
    public void Version_Asked_IsOneLineWithoutABuildMark(string word) =>
        Assert.Matches(@"^dotcat [0-9]+\.[0-9]+\.[0-9]+\n$", Words.Print(word));

    [Theory]
    [InlineData("-Vv")]
    [InlineData("-v", "--version")]
    public void Version_InDetail_TellsWhatAReportNeeds(params string[] words)
    {
        string[] lines = Words.Print(words)!.TrimEnd().Split('\n');

        Assert.Equal(
            [Words.Print("-V")!.TrimEnd(), $"portable, {RuntimeInformation.FrameworkDescription}"],
            lines[..2]
        );
        Assert.StartsWith(RuntimeInformation.OSDescription, lines[2], StringComparison.Ordinal);
        Assert.StartsWith("TLS 1.2 and 1.3 by ", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("built in: TCP, UDP, Unix sockets", lines[4], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public void Neither_Asked_IsNothing() => Assert.Null(Words.Print("-l"));
}
