using Dotcat.Http;

namespace Dotcat.Tests.Unit.Http;

public sealed class AuthorityTests
{
    [Theory]
    [InlineData("host", "host", null)]
    [InlineData("host:443", "host", 443)]
    [InlineData("host:", "host", null)]
    [InlineData("a_b.example.:1", "a_b.example.", 1)]
    [InlineData("10.0.0.1:65535", "10.0.0.1", 65535)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("[::1]", "::1", null)]
    [InlineData("[fe80::1%1]:80", "fe80::1%1", 80)]
    public void Parse_HostAndPort_AreTold(string text, string host, int? port) =>
        Assert.Equal(new Authority(host, port), Authority.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("host: 1")]
    [InlineData("host:1x")]
    [InlineData("a:b:1")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("[host]:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("user@host:80")]
    [InlineData("ho st")]
    [InlineData("ho\u001bst")]
    [InlineData("hóst")]
    [InlineData("a%41")]
    public void Parse_AnythingElse_IsRefused(string text) =>
        Assert.Throws<InvalidDataException>(() => Authority.Parse(text));

    [Fact]
    public void Parse_NameThatIsTooLong_IsRefused()
    {
        string longest = string.Concat(Enumerable.Repeat("abc.", 63)) + "abc";

        Assert.Equal(longest, Authority.Parse(longest).Host);
        Assert.Throws<InvalidDataException>(() => Authority.Parse(longest + "d"));
    }
}
