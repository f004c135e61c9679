using Dotcat.Reporting;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class ReporterTests : IDisposable
{
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact]
    public void Say_OfSeveralLines_IsOne()
    {
        new Reporter(_stderr, Verbosity.Quiet).Say("one\ntwo\r\nthree");

        Assert.Equal("dotcat: one\\x0atwo\\x0d\\x0athree\n", _stderr.ToString());
    }

    [Fact]
    public void Say_PutsAStrangersNameIn_WithoutItsColourAndItsLine()
    {
        const string Stranger = "\u001b[31mred\ndotcat: connected to ";

        new Reporter(_stderr, Verbosity.Quiet).Say($"{Stranger} has gone");

        Assert.Equal(@"dotcat: \x1b[31mred\x0adotcat: connected to  has gone" + "\n", _stderr.ToString());
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
    public void Error_AtEveryLevelButTheLast_KeepsTheStackTraceBack()
    {
        var failure = new IOException("inner words");

        new Reporter(_stderr, Verbosity.Attempts).Tell(Failed(failure));

        Assert.Equal("dotcat: it failed\n", _stderr.ToString());
    }

    [Fact]
    public void Error_AtTheLastLevel_ShowsTheException()
    {
        var failure = new IOException("inner\nwords", new TimeoutException("innermost"));

        new Reporter(_stderr, Verbosity.Everything).Tell(Failed(failure));

        Assert.Equal(
            """
            dotcat: it failed
            dotcat: System.IO.IOException: inner\x0awords
            dotcat: System.TimeoutException: innermost

            """,
            _stderr.ToString()
        );
    }

    [Fact]
    public void Error_AtTheLastLevel_ShowsTheStack_EachLineUnderTheName()
    {
        static void Fail(int depth)
        {
            if (depth > 0)
            {
                Fail(depth - 1);
            }

            throw new IOException("inner words");
        }

        var failure = Assert.Throws<IOException>(() => Fail(3));

        new Reporter(_stderr, Verbosity.Everything).Tell(Failed(failure));

        string[] lines = _stderr.ToString().TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 5, 20);
        Assert.All(lines, static line => Assert.StartsWith("dotcat: ", line, StringComparison.Ordinal));
        Assert.All(lines[2..6], static line => Assert.Contains(nameof(Fail), line, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_IsOfAllEvents_WhateverTheVerbosity_AndOfNothingElse()
    {
        var reporter = new Reporter(_stderr, Verbosity.Quiet)
        {
            JsonTime = TimeProvider.System,
            HasColours = static () => true,
        };

        Assert.All(Enum.GetValues<Verbosity>(), level => Assert.True(reporter.Says(level)));
        reporter.Tell(new Event.Resolving("example.com"));
        reporter.Say(Verbosity.Everything, "word");
        reporter.Tell(Failed(new IOException("inner\nwords")));

        string[] lines = _stderr.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["resolving", "note", "error"],
            EventLines.Read(lines).Select(static it => EventLines.Of(it, "event"))
        );
    }

    [Fact]
    public void Colour_IsForWhatWentWrong_AndNotForItsTrace()
    {
        var reporter = new Reporter(_stderr, Verbosity.Everything) { HasColours = static () => true };

        reporter.Say("word");
        reporter.Tell(Failed(new IOException("inner words")));

        Assert.Equal(
            "dotcat: word\ndotcat: \u001b[31mit failed\u001b[0m\ndotcat: System.IO.IOException: inner words\n",
            _stderr.ToString()
        );
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", "xterm-256color", true)]
    [InlineData("1", "xterm-256color", false)]
    [InlineData("0", null, false)]
    [InlineData(null, "dumb", false)]
    public void Colour_IsWanted_UnlessTheEnvironmentSaysNo(string? noColour, string? terminal, bool expected) =>
        Assert.Equal(
            expected,
            Colour.IsWanted(name =>
                name == "NO_COLOR" ? noColour
                : name == "TERM" ? terminal
                : null
            )
        );

    public void Dispose() => _stderr.Dispose();

    private static Event.Error Failed(Exception cause) => new("it failed") { Cause = cause };
}
