using Dotcat.Cli;
using Dotcat.Dialing.Proxies;

namespace Dotcat.Tests.Unit.Cli;

public sealed class OptionTableTests
{
    [Fact]
    public void Names_AreEachOfOneOption()
    {
        Assert.All(
            OptionGroups.All,
            static option => Assert.True(option.Letter is not null || option.Name is not null)
        );
        Assert.All(OptionGroups.All, static option => Assert.Same(option, Found(option)));
    }

    [Theory]
    [InlineData("-w, --wait TIME", 'w', "wait", "TIME", "--wait")]
    [InlineData("-q TIME", 'q', null, "TIME", "-q")]
    [InlineData("--max-conns N", null, "max-conns", "N", "--max-conns")]
    [InlineData("-4", '4', null, null, "-4")]
    public void Form_HasNamesAndValue(string form, char? letter, string? name, string? value, string display)
    {
        var option = new OptionDefinition(form, "");

        Assert.Equal((letter, name, value, display), (option.Letter, option.Name, option.Value, option.Display));
    }

    [Fact]
    public void Spellings_OfNcat_StandForTheirOptions()
    {
        OptionDefinition[] spelled = Array.FindAll(OptionGroups.All, static option => option.NcatSpelling is not null);

        Assert.Equal(OptionGroups.SslSpellings, spelled.Select(static option => option.NcatSpelling));
        Assert.All(
            spelled,
            static option =>
                Assert.Equal(
                    $"{option.Display} and {option.NcatSpelling!.Display} contradict each other; try 'dotcat --help'",
                    Words.Refuse($"{option.Display}=x", $"{option.NcatSpelling.Display}=x", "localhost")
                )
        );
    }

    /// <summary>Readers turn the words into these.</summary>
    [Fact]
    public void Values_AreTheMembersOfTheirEnumerations()
    {
        Assert.Equal(MembersOf<ProxyType>(), OptionTable.ProxyType.Values.Order());
        Assert.Equal(MembersOf<ProxyDns>(), OptionTable.ProxyDns.Values.Order());
    }

    [Fact]
    public void Values_AreToldByHelp() =>
        Assert.All(
            OptionGroups.All,
            static option =>
                Assert.All(option.Values, value => Assert.Contains(value, option.Help, StringComparison.Ordinal))
        );

    [Fact]
    public void Everyday_IsOneLine() =>
        Assert.All(OptionGroups.All, static option => Assert.InRange(option.Everyday?.Length ?? 1, 1, 50));

    private static IEnumerable<string> MembersOf<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(static name => name.ToLowerInvariant()).Order();

    private static OptionDefinition? Found(OptionDefinition option)
    {
        OptionDefinition? byLetter = option.Letter is { } letter ? OptionGroups.Find(letter) : option;
        return option.Name is { } name && OptionGroups.Find(name) != byLetter ? null : byLetter;
    }

    /// <summary>Else it would be taken and mean nothing.</summary>
    [Theory]
    [InlineData("Listening")]
    [InlineData("What answers (stdin and stdout where none is named)")]
    [InlineData("The stream")]
    [InlineData("Records")]
    public void OptionsOfAnExchange_ContradictAScan(string heading)
    {
        OptionDefinition[] contradicting = OptionTable.Scan.Excludes!();
        (_, OptionDefinition[] options) = OptionGroups.Sections.Single(section => section.Heading == heading);

        Assert.All(
            options.Except([OptionTable.Broadcast]), // which means nothing anywhere
            option =>
                Assert.True(
                    contradicting.Contains(option) || option.For is (Role.Listener, _),
                    $"{option.Display} is taken with -z"
                )
        );
    }
}
