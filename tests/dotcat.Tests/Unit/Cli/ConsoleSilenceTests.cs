using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Standard output is for the peer's bytes: the parser says nothing there, and opens no pager.</summary>
[Collection(ConsoleSilence.Name)]
public sealed class ConsoleSilenceTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("--lisen")]
    [InlineData("-1")]
    [InlineData("--listen=yes")]
    [InlineData("-w")]
    [InlineData("localhost", "80", "81")]
    public void Parse_OfAnything_WritesNothing(params string[] words)
    {
        string written = Captured(() => Record.Exception(() => Words.Read(words)));

        Assert.Equal("", written);
    }

    [Fact]
    public void ShowHelp_ByMcMaster_WritesNothing()
    {
        string written = Captured(() => new OptionParser([]).ShowHelp());

        Assert.Equal("", written);
    }

    /// <summary>McMaster 2.3.0 shows help by itself, at a terminal in a pager, only for a help option of its own.</summary>
    [Fact]
    public void HelpOption_OfMcMaster_IsNotUsed() => Assert.Null(new OptionParser([]).OptionHelp);

    private static string Captured(Action action)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        try
        {
            Console.SetOut(written);
            Console.SetError(written);
            action();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        return written.ToString();
    }
}
