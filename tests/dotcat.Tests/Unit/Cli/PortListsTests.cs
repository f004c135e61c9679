using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class PortListsTests
{
    /// <summary>What a part of a word asks for, and how it says so.</summary>
    private static readonly Gen<(string Text, int[] Ports)> _part = Gen.OneOf(
        Gen.Choose(1, 65535).Select(static port => ($"{port}", new[] { port })),
        from first in Gen.Choose(1, 65535)
        from length in Gen.Choose(0, 200)
        let last = Math.Min(first + length, 65535)
        select ($"{first}-{last}", Enumerable.Range(first, last - first + 1).ToArray()),
        Gen.Elements(("http", new[] { 80 }), ("65535", [65535]), ("1-3", [1, 2, 3]), ("080", [80]))
    );

    [Theory]
    [InlineData("80", new[] { "80" })]
    [InlineData("22 80 443", new[] { "443,22,80" })]
    [InlineData("22 80", new[] { "80", "22" })]
    [InlineData("1 2 3 4 5", new[] { "2-4", "1-3,5", "3" })]
    [InlineData("80", new[] { "http,80", "80-80" })]
    [InlineData("65534 65535", new[] { "65534-65535" })]
    public void Words_AreEachPortOnce_Ascending(string expected, string[] words) =>
        Assert.Equal(expected, string.Join(' ', Read(words)));

    [Fact]
    public void AllPorts_AreAllOfThem() => Assert.Equal(Enumerable.Range(1, 65535), Read("1-65535"));

    [Theory]
    [InlineData("80-22", "the range of ports 80-22 ends before it begins; try 'dotcat --help'")]
    [InlineData("0", "'0' is not a port (1 to 65535); try 'dotcat --help'")]
    [InlineData("0-5", "'0' is not a port (1 to 65535); try 'dotcat --help'")]
    [InlineData("65536", "'65536' is not a port (1 to 65535); try 'dotcat --help'")]
    [InlineData("1-65536", "'65536' is not a port (1 to 65535); try 'dotcat --help'")]
    [InlineData("1-", "'1-' is neither a port (1 to 65535) nor a tcp service this system knows; try 'dotcat --help'")]
    [InlineData(
        "1-2-3",
        "'1-2-3' is neither a port (1 to 65535) nor a tcp service this system knows; try 'dotcat --help'"
    )]
    [InlineData("22,,80", "'' is neither a port (1 to 65535) nor a tcp service this system knows; try 'dotcat --help'")]
    [InlineData(
        "no-such",
        "'no-such' is neither a port (1 to 65535) nor a tcp service this system knows; try 'dotcat --help'"
    )]
    public void Word_ThatIsNoPorts_IsRefused(string word, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UsageException>(() => Read("22", word)).Message);

    [Fact]
    public void NoWord_IsRefused() =>
        Assert.Equal("no ports to try; try 'dotcat --help'", Assert.Throws<UsageException>(() => Read()).Message);

    [Fact]
    public void Parts_InAnyOrderAndNumber_AreTheirUnion() =>
        Prop.ForAll(
                _part.NonEmptyListOf().NonEmptyListOf().ToArbitrary(),
                static words =>
                    Read([.. words.Select(static parts => string.Join(',', parts.Select(static part => part.Text)))])
                        .SequenceEqual(
                            words
                                .SelectMany(static parts => parts)
                                .SelectMany(static part => part.Ports)
                                .Distinct()
                                .Order()
                        )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(8));

    /// <summary>Whatever is typed: ports, ascending and each once, or a sentence.</summary>
    [Fact]
    public void AnyText_IsPortsOrRefused() =>
        Prop.ForAll(
                Gen.Elements("0", "1", "9", "80", "65535", "65536", "-", "--", ",", " ", "http", "x", "é", "+", ":", "")
                    .ArrayOf()
                    .Select(string.Concat)
                    .ToArbitrary(),
                static text =>
                {
                    try
                    {
                        IReadOnlyList<int> ports = Read(text);
                        return ports is [>= 1, ..]
                            && ports[^1] <= 65535
                            && ports.Zip(ports.Skip(1)).All(static two => two.First < two.Second);
                    }
                    catch (UsageException)
                    {
                        return true;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100_000).WithEndSize(12));

    private static List<int> Read(params string[] words) =>
        PortLists.Read(words, "tcp", new Ports(Words.Service, numericOnly: false));
}
