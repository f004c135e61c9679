using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("Example.COM", "example.com")]
    [InlineData("example.com.", "example.com.")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.Example.", "xn--bcher-kva.example.")]
    [InlineData("xn--BCHER-kva.example", "xn--bcher-kva.example")]
    [InlineData("straße.example", "xn--strae-oqa.example")] // as IDNA 2008 has it, and curl
    [InlineData("ΣΊΣΥΦΟΣ.example", "xn--kxa6akbbkh.example")]
    [InlineData("日本語。jp", "xn--wgv71a119e.jp")]
    [InlineData("_service.example", "_service.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("1.2.3.4.", "1.2.3.4")]
    [InlineData("::1", "::1")]
    [InlineData("FE80::1%Eth0", "FE80::1%Eth0")]
    [InlineData("fe80::1%eth0.", "fe80::1%eth0.")]
    public void Name_HasOneForm(string name, string form) => Assert.Equal(form, HostName.ToAscii(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("é\0b")]
    [InlineData("é\u001b[2J")]
    [InlineData("é\u007fb")]
    [InlineData("a\ufffdb")]
    [InlineData("bu\u0308cher.example")] // to compose it takes tables that this build has not
    [InlineData("\u05d0b.example")] // its direction of writing changes within
    [InlineData("x234567890123456789012345678901234567890123456789012345678901234.example")]
    public void Name_OfNoHost_HasNone(string name) => Assert.Null(HostName.ToAscii(name));

    [Fact]
    public void Name_LongerThanNamesAre_HasNone() =>
        Assert.Null(HostName.ToAscii(string.Join('.', Enumerable.Repeat("12345678", 29))));

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("BÜCHER.example.", "xn--bcher-kva.example")]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.1", null)]
    [InlineData("1.2.3.4.", null)]
    [InlineData("::1", null)]
    [InlineData("fe80::1%1", null)]
    [InlineData("", null)]
    [InlineData("a..b", null)]
    public void Certificate_NamesItWithoutTheDot_AndAddressesOtherwise(string name, string? form) =>
        Assert.Equal(form, HostName.ForCertificate(name));
}
