using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Services;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Where an option's value stands, and what it may hold.</summary>
public sealed class OptionValueTests
{
    [Theory]
    [InlineData("-p80")]
    [InlineData("-p", "80")]
    [InlineData("--port=80")]
    [InlineData("--port", "80")]
    [InlineData("--source-port=80")]
    [InlineData("--source-port", "80")]
    public void Value_AttachedOrNext_IsRead(params string[] words) =>
        Assert.Equal(80, Words.Dial([.. words, "localhost"]).SourcePort);

    [Theory]
    [InlineData("-s::1")]
    [InlineData("-s", "::1")]
    [InlineData("--source=::1")]
    [InlineData("--source", "::1")]
    [InlineData("-us::1")]
    public void Value_WithColons_IsWhole(params string[] words) =>
        Assert.Equal("::1", Words.Dial([.. words, "localhost"]).SourceHost);

    [Theory]
    [InlineData("-sa=b")]
    [InlineData("-s", "a=b")]
    [InlineData("--source=a=b")]
    public void Value_WithEquals_IsWhole(params string[] words) =>
        Assert.Equal("a=b", Words.DialUnix(["-U", .. words, "path"]).SourcePath);

    [Theory]
    [InlineData("-1")]
    [InlineData("-v")]
    [InlineData("--")]
    [InlineData("--listen")]
    public void Value_NextWord_IsTakenWhateverItIs(string word) =>
        Assert.Equal(
            $"--wait: '{word}' is not a time like 5, 1.5s, 200ms, 2m or 1h"
                + " (in OpenBSD nc, -w also ends an idle connection: here that is -i); try 'dotcat --help'",
            Words.Refuse("-w", word, "localhost")
        );

    [Fact]
    public void Value_GivenTwice_IsTheLast()
    {
        DialOptions options = Words.Dial("-p80", "-w", "1", "--port=81", "--wait=2", "localhost", "-p", "82");

        Assert.Equal(82, options.SourcePort);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Wait);
    }

    public static TheoryData<string> OptionsWithAValue =>
        [.. OptionGroups.All.Where(static option => option.Value is not null).Select(static option => option.Display)];

    /// <summary>A text to answer with may have no letters. Everything else names something, or is a mistake.</summary>
    [Theory]
    [MemberData(nameof(OptionsWithAValue))]
    public void Value_Empty_NamesNothing(string option)
    {
        if (option == OptionTable.Reply.Display)
        {
            Assert.IsType<Answer.Reply>(Words.Read("-l", option, "").Answer);
            return;
        }

        string[][] ways =
        [
            [option, ""],
            [option, "", option, "x"],
            .. option.StartsWith("--")
                ? (string[][])
                    [
                        [$"{option}="],
                    ]
                : [],
        ];
        foreach (string[] words in ways)
        {
            Assert.StartsWith($"{option} needs a value, ", Words.Refuse([.. words, "localhost"]));
        }
    }

    [Theory]
    [InlineData("-p")]
    [InlineData("-lp")]
    [InlineData("--port")]
    [InlineData("--source-port")]
    public void Value_Missing_IsNamed(string word) =>
        Assert.Equal("--source-port needs a value, PORT; try 'dotcat --help'", Words.Refuse("localhost", word));

    [Theory]
    [InlineData("--listen=yes", "--listen")]
    [InlineData("--udp=", "--udp")]
    public void Value_ForAFlag_IsRefused(string word, string option) =>
        Assert.Equal($"{option} takes no value; try 'dotcat --help'", Words.Refuse(word));
}
