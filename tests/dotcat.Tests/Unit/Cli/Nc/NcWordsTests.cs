using Dotcat.Cli.Nc;

namespace Dotcat.Tests.Unit.Cli.Nc;

/// <summary>Words are taken apart as getopt(3) does it.</summary>
public sealed class NcWordsTests
{
    [Theory]
    [InlineData("-lvp 80")]
    [InlineData("-lvp80")]
    [InlineData("-l -v -p80")]
    [InlineData("-p 99 -l -v -p 80")]
    public void Letters_StandTogetherOrApart_AndTheLastValueCounts(string line)
    {
        NcWords words = Read(line);

        Assert.True(words.Has('l') && words.Has('v') && !words.Has('u'));
        Assert.Equal("80", words.Last('p'));
        Assert.Empty(words.Operands);
    }

    [Theory]
    [InlineData("-v host 80", "host", "80")]
    [InlineData("host -v 80", "host", "80")]
    [InlineData("host 80 -v", "host", "80")]
    [InlineData("-v -- -host 80", "-host", "80")]
    [InlineData("-v - 80", "-", "80")]
    public void Operands_StandAnywhere(string line, string first, string second)
    {
        Assert.Equal([first, second], Read(line).Operands);
        Assert.True(Read(line).Has('v'));
    }

    [Theory]
    [InlineData("-w -v", "-v")]
    [InlineData("-w --", "--")]
    [InlineData("-w-1", "-1")]
    public void Value_IsTheNextWord_WhateverItIs(string line, string value)
    {
        Assert.Equal(value, Read(line).Last('w'));
        Assert.False(Read(line).Has('v'));
    }

    [Fact]
    public void Letters_AreThoseOfDebiansNc() =>
        Assert.Equal(
            "46CDFIMNOPSTUVWXZbdhiklmnpqrstuvwxz",
            string.Concat(NcOptions.All.Select(static one => one.Letter).Order())
        );

    [Fact]
    public void Help_HasAllLetters() =>
        Assert.All(
            NcOptions.All,
            static one => Assert.Contains($"\n\t-{one.Letter}", NcHelp.Make(), StringComparison.Ordinal)
        );

    private static NcWords Read(string line) => new(line.Split(' '));
}
