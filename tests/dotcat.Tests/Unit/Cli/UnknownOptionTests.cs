using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Options that dotcat does not have.</summary>
public sealed class UnknownOptionTests
{
    [Theory]
    [InlineData("--lisen", "--listen")]
    [InlineData("--isten", "--listen")]
    [InlineData("--sendonly", "--send-only")]
    [InlineData("--idle-timout", "--idle-timeout")]
    [InlineData("--retry-delai=5", "--retry-delay")]
    public void LongName_Unknown_SuggestsTheNearest(string word, string meant) =>
        Assert.Equal(
            $"unknown option {word.Split('=')[0]} (did you mean {meant}?); try 'dotcat --help'",
            Words.Refuse(word, "localhost")
        );

    [Theory]
    [InlineData("--xyzzy")]
    [InlineData("--nope")]
    [InlineData("--foo")]
    public void LongName_LikeNoOther_SuggestsNothing(string word) =>
        Assert.Equal($"unknown option {word}; try 'dotcat --help'", Words.Refuse(word, "localhost"));

    [Theory]
    [InlineData("-1")]
    [InlineData("-1", "-l")]
    [InlineData("localhost", "-1")]
    public void Number_BehindADash_IsNoOperand(params string[] words) =>
        Assert.Equal("unknown option -1; try 'dotcat --help'", Words.Refuse(words));

    [Fact]
    public void Letter_UnknownWithinACluster_IsNamedAlone() =>
        Assert.Equal("unknown option -Q; try 'dotcat --help'", Words.Refuse("-lQv"));

    [Fact]
    public void Letter_InAnotherCase_IsUnknown() =>
        Assert.StartsWith("unknown option -L", Words.Refuse("-L"), StringComparison.Ordinal);

    [Fact]
    public void LongName_InAnotherCase_IsUnknown() =>
        Assert.StartsWith("unknown option --LISTEN", Words.Refuse("--LISTEN"), StringComparison.Ordinal);

    [Fact]
    public void Letters_OfOtherNetcats_AreExplained()
    {
        const string Lacking = "DFgGHIKLMOPrRSTWXZ";

        Assert.All(Lacking, static letter => AssertExplained($"-{letter}", OtherNetcats.Hint(letter)));
    }

    [Theory]
    [InlineData("lua-exec")]
    [InlineData("sctp")]
    [InlineData("vsock")]
    [InlineData("websocket")]
    [InlineData("http")]
    [InlineData("timeout")]
    [InlineData("local-port")]
    [InlineData("dont-resolve")]
    [InlineData("tunnel")]
    [InlineData("close")]
    public void Words_OfOtherNetcats_AreExplained(string name) => AssertExplained($"--{name}", OtherNetcats.Hint(name));

    [Theory]
    [InlineData("--=80")]
    [InlineData("--=")]
    [InlineData("--listen:x")]
    [InlineData("--it's")]
    [InlineData("-'")]
    [InlineData("-=")]
    [InlineData("-:")]
    [InlineData("--:")]
    [InlineData("-?")]
    [InlineData("---")]
    [InlineData("---listen")]
    public void Punctuation_BehindDashes_IsUnknown(string word)
    {
        string sentence = Words.Refuse(word, "localhost");

        Assert.StartsWith($"unknown option {word.Split('=')[0]}", sentence, StringComparison.Ordinal);
    }

    private static void AssertExplained(string word, string? hint)
    {
        Assert.NotNull(hint);
        Assert.Equal($"unknown option {word} ({hint}); try 'dotcat --help'", Words.Refuse(word, "localhost"));
    }
}
