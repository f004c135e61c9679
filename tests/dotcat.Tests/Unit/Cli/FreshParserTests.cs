using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Nothing of one parse is left for the next.</summary>
public sealed class FreshParserTests
{
    [Fact]
    public void Parse_AfterAnother_StartsFromNothing()
    {
        _ = CommandLine.Parse(["-lvv", "80", "--", "81"]);

        ParsedArguments words = CommandLine.Parse(["localhost"]);

        Assert.Equal(["localhost"], words.Operands);
        Assert.All(OptionGroups.All, option => Assert.False(words.Has(option)));
    }
}
