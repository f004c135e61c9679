using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Long names cut short, as getopt_long(3) takes them.</summary>
public sealed class AbbreviationTests
{
    [Theory]
    [InlineData("--verb", "--verbose")]
    [InlineData("--recv", "--recv-only")]
    [InlineData("--ssl-v", "--ssl-verify")]
    [InlineData("--ssl-trust=x", "--ssl-trustfile=x")]
    [InlineData("--proxy-ty=socks5", "--proxy-type=socks5")]
    [InlineData("--nod", "--nodns")]
    [InlineData("--po=80", "--source-port=80")]
    [InlineData("--idle=5", "--idle-timeout=5")]
    public void Start_OfOneName_StandsForIt(string start, string whole)
    {
        // whatever else the option needs, both say the same of it
        Assert.Equal(Outcome(whole), Outcome(start));
        Assert.DoesNotContain("unknown option", Outcome(whole), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_AfterAStart_IsTheNextWord() => Assert.Equal(80, Words.Listen("-l", "--source-p", "80").Port);

    [Theory]
    [InlineData("--prox", "--proxy, --proxy-type, --proxy-auth, --proxy-dns, --proxy-trust, --proxy-insecure")]
    [InlineData("--prox=host", "--proxy, --proxy-type, --proxy-auth, --proxy-dns, --proxy-trust, --proxy-insecure")]
    [InlineData("--ver", "--verbose, --version")]
    [InlineData("--v", "--verbose, --version")]
    [InlineData("--ssl-c", "--ssl-cert, --ssl-ciphers")]
    public void Start_OfSeveralNames_ListsThem(string start, string names) =>
        Assert.Equal(
            $"{start.Split('=')[0]} is the start of several: {names}; try 'dotcat --help'",
            Words.Refuse(start, "localhost")
        );

    [Fact]
    public void WholeName_WinsOverLongerOnes()
    {
        Assert.IsType<Endpoint.Dial>(Words.Read("--ssl", "localhost").Endpoint);
        Assert.Single(Words.Endpoint<Endpoint.Dial>("--proxy", "host", "localhost").Proxies);
    }

    /// <summary>Every name, cut everywhere: the option itself, or a list with it in it.</summary>
    [Fact]
    public void Start_OfAnyName_IsItsOptionOrNamesIt() =>
        Assert.All(
            OptionGroups.All,
            static option =>
            {
                for (int length = 1; length < (option.Name?.Length ?? 0); length++)
                {
                    string start = option.Name![..length];
                    string? word = Record.Exception(() => ArgumentNormalizer.Normalize([$"--{start}", "value"])) switch
                    {
                        null => ArgumentNormalizer.Normalize([$"--{start}", "value"]).Words[0],
                        var e => e.Message,
                    };

                    Assert.True(
                        OptionGroups.Find(start) is { } exact
                            ? word == exact.Display
                            : word.Contains(option.Display, StringComparison.Ordinal),
                        $"--{start}: {word}"
                    );
                }
            }
        );

    private static string Outcome(string word) =>
        Record.Exception(() => Words.Read(word, "localhost"))?.Message ?? $"{Words.Read(word, "localhost")}";
}
