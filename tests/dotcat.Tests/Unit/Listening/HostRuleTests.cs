using Dotcat.Listening;
using Dotcat.Tests.Unit.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Listening;

public sealed class HostRuleTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("example.com")]
    [InlineData("example.com.")]
    [InlineData("web-1.my_net")]
    [InlineData("1and1.com")]
    [InlineData("3com")]
    [InlineData("10.0.0.1.example")]
    [InlineData("bücher.example")]
    [InlineData("face")]
    public void Name_IsStillToBeLookedUp(string text) => Assert.Equal(new HostRule(text, null), HostRule.Parse(text));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0-3.*.1")]
    public void Addresses_AreNoName(string text) => Assert.NotNull(HostRule.Parse(text)?.Range);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("5")]
    [InlineData("10.1")]
    [InlineData("300.1.2.3")]
    [InlineData("127.0.0.1.")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1-5")]
    [InlineData("10.0.0.1-5.6")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f000001")]
    [InlineData("0X7F.0.0.0x1")]
    [InlineData("example.1")]
    [InlineData("example.com/24")]
    [InlineData("*.example.com")]
    [InlineData("-example.com")]
    [InlineData("example-.com")]
    [InlineData("example..com")]
    [InlineData(".example.com")]
    [InlineData("exam ple")]
    [InlineData("exam#ple")]
    [InlineData("localhost:80")]
    [InlineData("[::1]")]
    [InlineData("http://example.com")]
    [InlineData("!10.0.0.1")]
    public void Text_OfNeither_IsNoRule(string text) => Assert.Null(HostRule.Parse(text));

    [Fact]
    public void Text_OfAnyKind_IsARuleOrNone() =>
        Prop.ForAll(WordGenerators.Text, static text => HostRule.Parse(text) is null or { Text.Length: > 0 })
            .QuickCheckThrowOnFailure();
}
