using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Letters behind one dash.</summary>
public sealed class ClusterTests
{
    [Fact]
    public void LettersAndDigits_BehindOneDash_AreOptionsEach()
    {
        SessionOptions options = Words.Read("-lu4v");

        ListenOptions place = Assert.IsType<Endpoint.Listen>(options.Endpoint).Place;
        Assert.Equal((true, AddressFamily.InterNetwork), (place.IsDatagram, place.Family));
        Assert.Equal(Verbosity.Events, options.Verbosity);
    }

    [Theory]
    [InlineData("-lp80")]
    [InlineData("-lp", "80")]
    [InlineData("-l", "-p80")]
    [InlineData("-l", "-p", "80")]
    public void LastLetter_ThatTakesAValue_TakesTheRestOrTheNextWord(params string[] words) =>
        Assert.Equal(80, Words.Listen(words).Port);

    [Theory]
    [InlineData(1, "-v")]
    [InlineData(2, "-vv")]
    [InlineData(3, "-vvv")]
    [InlineData(3, "-vvvvv")]
    [InlineData(2, "-v", "--verbose")]
    public void Verbose_Repeated_CountsUpToEverything(int level, params string[] words) =>
        Assert.Equal((Verbosity)level, Words.Read([.. words, "localhost"]).Verbosity);

    [Theory]
    [InlineData("-verbose", "--verbose")]
    [InlineData("-listen", "--listen")]
    [InlineData("-udp", "--udp")]
    public void LongName_BehindOneDash_IsNoCluster(string word, string meant) =>
        Assert.Equal(
            $"unknown option {word} (did you mean {meant}?); try 'dotcat --help'",
            Words.Refuse(word, "localhost")
        );

    [Theory]
    [InlineData("-l-")]
    [InlineData("-l-4")]
    public void Dash_AmongLetters_IsUnknown(string word) =>
        Assert.Contains("unknown option", Words.Refuse(word), StringComparison.Ordinal);
}
