using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class ReporterTests : IDisposable
{
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact]
    public void Say_OfSeveralLines_PutsTheNameBeforeEach()
    {
        new Reporter(_stderr, Verbosity.Quiet).Say("one\ntwo\r\nthree");

        Assert.Equal("dotcat: one\ndotcat: two\ndotcat: three\n", _stderr.ToString());
    }

    [Fact]
    public void Say_AtALevel_IsHeardFromThereOn()
    {
        Verbosity[] levels = Enum.GetValues<Verbosity>();

        Assert.All(
            levels,
            asked =>
                Assert.All(
                    levels,
                    level =>
                    {
                        using var stderr = new StringWriter();
                        new Reporter(stderr, asked).Say(level, "word");
                        Assert.Equal(asked >= level, stderr.ToString().Length > 0);
                    }
                )
        );
    }

    [Fact]
    public void SayFailure_AtEveryLevelButTheLast_KeepsTheStackTraceBack()
    {
        var failure = new IOException("inner words");

        new Reporter(_stderr, Verbosity.Attempts).SayFailure("it failed", failure);

        Assert.Equal("dotcat: it failed\n", _stderr.ToString());
    }

    [Fact]
    public void SayFailure_AtTheLastLevel_ShowsTheException()
    {
        var failure = new IOException("inner words");

        new Reporter(_stderr, Verbosity.Everything).SayFailure("it failed", failure);

        Assert.Equal("dotcat: it failed\ndotcat: System.IO.IOException: inner words\n", _stderr.ToString());
    }

    public void Dispose() => _stderr.Dispose();
}
