using Dotcat.Reporting;
using Dotcat.Tests.Support.Terminals;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class StatusBarTests : IDisposable
{
    private readonly StringWriter _terminal = new() { NewLine = "\n" };
    private readonly StatusBar _bar;
    private int? _columns = 20;

    public StatusBarTests() => _bar = new StatusBar(_terminal, () => _columns, static text => $"\e[36m{text}\e[0m");

    [Fact]
    public void Show_LeavesTheLastColumnFree_AndTheCursorAtTheBeginning()
    {
        _bar.Show(static columns => new string('x', columns));

        Assert.Equal($"\r\e[36m{new string('x', 19)}\e[0m\e[J\r", _terminal.ToString());
    }

    [Fact]
    public void Show_OfTheSame_WritesNothing()
    {
        _bar.Show(static _ => "same");
        string before = _terminal.ToString();

        _bar.Show(static _ => "same");

        Assert.Equal(before, _terminal.ToString());
    }

    [Fact]
    public void Hide_LeavesNothing()
    {
        _bar.Show(static _ => "long line");
        _bar.Show(static _ => "line");

        _bar.Hide();
        _bar.Hide();

        Assert.Equal([""], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    [Fact]
    public void Hide_ForAWhile_IsUntilItWasShownSoOften()
    {
        _bar.Show(static _ => "bar");

        _bar.Hide(skipped: 2);
        _bar.Show(static _ => "bar");
        _bar.Show(static _ => "bar");
        Assert.Equal([""], Screen.Of(_terminal.ToString(), 20).Lines);
        _bar.Show(static _ => "bar");

        Assert.Equal(["bar"], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    /// <summary>A program that reads standard output may share the terminal.</summary>
    [Fact]
    public void Hide_LeavesWhatOthersHaveWritten()
    {
        _bar.Show(static _ => "longer than that");
        _terminal.Write("others'");

        _bar.Hide();

        Assert.Equal(["others'"], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    [Fact]
    public void WhatIsSaid_GoesAboveIt_InOnePiece()
    {
        _bar.Show(static _ => "longer than that");
        var reporter = new Reporter(_bar, Verbosity.Quiet);
        reporter.Say("one");
        reporter.Say("two");

        Assert.Equal(["dotcat: one", "dotcat: two", "longer than that"], Screen.Of(_terminal.ToString(), 20).Lines);
        _bar.Hide();
        reporter.Say("three");
        Assert.Equal(["dotcat: one", "dotcat: two", "dotcat: three", ""], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    [Fact]
    public void ANarrowerTerminal_HasNothingLeftOfTheLineThatItBroke()
    {
        _bar.Show(static columns => new string('x', columns));
        var screen = Screen.Of(_terminal.ToString(), 20);
        screen.Resize(7); // in three
        _columns = 7;
        _terminal.GetStringBuilder().Clear();

        _bar.Show(static columns => new string('y', columns));
        screen.Show(_terminal.ToString());

        Assert.Equal(["yyyyyy"], screen.Lines);
    }

    [Fact]
    public void InTheBackground_NothingIsDrawn_AndNothingErased()
    {
        _bar.Show(static _ => "mine");
        _columns = null;
        _terminal.GetStringBuilder().Clear();

        _bar.Show(static _ => "not mine");
        _bar.Write("dotcat: said\n");
        _bar.Hide();

        Assert.Equal("dotcat: said\n", _terminal.ToString());
    }

    [Fact]
    public void BroughtBack_ItIsDrawnAgain()
    {
        _bar.Show(static _ => "mine");
        _columns = null;
        _bar.Show(static _ => "mine");
        _terminal.GetStringBuilder().Clear();

        _columns = 20;
        _bar.Show(static _ => "mine");

        Assert.Equal(["mine"], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    /// <summary>Standard output may be shown on the same terminal.</summary>
    [Fact]
    public void WhatEndsWithinALine_IsNotWrittenOver()
    {
        _bar.Show(static _ => "bar");
        _bar.Aside(() => Output("begun"));
        _bar.Show(static _ => "other bar");
        Assert.Equal(["begun"], Screen.Of(_terminal.ToString(), 20).Lines);

        _bar.Aside(() => Output(", ended\n"));

        Assert.Equal(["begun, ended", "other bar"], Screen.Of(_terminal.ToString(), 20).Lines);
    }

    public void Dispose()
    {
        _bar.Dispose();
        _terminal.Dispose();
    }

    private bool Output(string text)
    {
        _terminal.Write(text);
        return text.EndsWith('\n');
    }
}
