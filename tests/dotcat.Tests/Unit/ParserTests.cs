using Dotcat.Tests.Support.Parsers;

namespace Dotcat.Tests.Unit;

/// <summary>
/// Some cases for each parser, of those that tests/dotcat.Reliability makes by the million and chooses by the branches that
/// they take.
/// </summary>
public sealed class ParserTests
{
    private const int Seed = 1;
    private const int Cases = 1500;

    public static TheoryData<string> Names => [.. AllParsers.All.Select(static parser => parser.Name)];

    [Theory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Names))]
    public Task Bytes_OfAnyKind_AreReadOrRefused(string name) => Task.Run(() => Check(name));

    private static void Check(string name)
    {
        Parser parser = AllParsers.All.Single(one => one.Name == name);
        byte[][] known =
        [
            [],
            .. parser.Words,
            .. parser.Seeds,
        ];
        Assert.All(known, parser.Check);
        var mutator = new Mutator(parser, Seed);
        for (int i = 0; i < Cases; i++)
        {
            byte[] bytes = mutator.Next(known);
            Exception? failure = Record.Exception(() => parser.Check(bytes));
            Assert.True(failure is null, $"{failure} of {Convert.ToHexString(bytes)}");
        }
    }
}
