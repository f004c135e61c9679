using Dotcat.Cli;
using Dotcat.Listening;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>The lists of --allow, --deny and their files.</summary>
public sealed class HostRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Lists_NotGiven_LeaveEverybodyIn() =>
        Assert.Equal(new AccessOptions(), Words.Endpoint<Endpoint.Listen>("-l").Access);

    [Theory]
    [InlineData("a.example,10.0.0.1", "a.example 10.0.0.1")]
    [InlineData(" a.example , 10.0.0.1,", "a.example 10.0.0.1")]
    [InlineData("::1,fe80::/10", "::1 fe80::/10")]
    public void List_IsSeparatedByCommas(string list, string rules)
    {
        AccessOptions access = Words.Endpoint<Endpoint.Listen>("-l", "--allow", list, "--deny", list).Access;

        Assert.Equal(rules, Text(access.Allow));
        Assert.Equal(rules, Text(access.Deny));
    }

    [Theory]
    [InlineData("--allow", "")]
    [InlineData("--allow", ",")]
    [InlineData("--deny", " , ")]
    public void List_OfNobody_IsAMistake(string option, string list) =>
        Assert.StartsWith($"{option} needs a value, HOSTS;", Words.Refuse("-l", option, list));

    [Fact]
    public void List_GivenTwice_IsOneList()
    {
        _folder.Write("first", "a.example");
        _folder.Write("second", "b.example");

        AccessOptions access = Words
            .Endpoint<Endpoint.Listen>(
                "-l",
                "--allow=1.2.3.4",
                "--deny=d.example",
                $"--allowfile={_folder.File("first")}",
                "--allow=5.6.7.8",
                $"--allowfile={_folder.File("second")}"
            )
            .Access;

        Assert.Equal("1.2.3.4 5.6.7.8 a.example b.example", Text(access.Allow));
        Assert.Equal("d.example", Text(access.Deny));
    }

    [Theory]
    [InlineData("10.0.0.1\n10.0.0.2\n", "10.0.0.1 10.0.0.2")]
    [InlineData("10.0.0.1\r\n10.0.0.2", "10.0.0.1 10.0.0.2")]
    [InlineData("\n\n 10.0.0.1\t10.0.0.2 , ::1,\n\n", "10.0.0.1 10.0.0.2 ::1")]
    [InlineData("# who\n10.0.0.1 # the first\n#10.0.0.2\n10.0.0.3#the last", "10.0.0.1 10.0.0.3")]
    [InlineData("\uFEFF10.0.0.1", "10.0.0.1")]
    [InlineData("# nobody\n", "")]
    [InlineData("", "")]
    public void File_HasRulesAndComments(string content, string rules)
    {
        _folder.Write("hosts", content);

        AccessOptions access = Words
            .Endpoint<Endpoint.Listen>("-l", "--allowfile", _folder.File("hosts"), "--denyfile", _folder.File("hosts"))
            .Access;

        Assert.Equal(rules, Text(access.Allow));
        Assert.Equal(rules, Text(access.Deny));
    }

    [Fact]
    public void File_WithAWordThatIsNoRule_IsNamedWithTheLine()
    {
        _folder.Write("hosts", "10.0.0.1\n# 300.1.2.3\n10.0.0.2, 300.1.2.3\n");

        Assert.Equal(
            $"{_folder.File("hosts")}:3: '300.1.2.3' is not an address, a range of addresses or a host name;"
                + " try 'dotcat --help'",
            Words.Refuse("-l", "--denyfile", _folder.File("hosts"))
        );
    }

    [Theory]
    [InlineData("fe80::1%nosuch0", "nosuch0")]
    [InlineData("10.0.0.1,fe80::%nosuch0/10", "nosuch0")]
    [InlineData("fe80::1%2147483647", "2147483647")]
    public void Address_OnAnInterfaceThatThereIsNot_IsRefused(string list, string zone) =>
        Assert.Equal($"--allow: no interface {zone}; try 'dotcat --help'", Words.Refuse("-l", "--allow", list));

    [Fact]
    public void Comment_OnTheCommandLine_IsNoRule() =>
        Assert.StartsWith(
            "--allow: '#10.0.0.1' is not",
            Words.Refuse("-l", "--allow", "#10.0.0.1"),
            StringComparison.Ordinal
        );

    public void Dispose() => _folder.Dispose();

    private static string Text(IReadOnlyList<HostRule>? rules)
    {
        Assert.NotNull(rules);
        return string.Join(' ', rules.Select(static rule => rule.Text));
    }
}
