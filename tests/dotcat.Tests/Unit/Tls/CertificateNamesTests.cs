using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

public sealed class CertificateNamesTests : IDisposable
{
    private readonly CertificateAuthority _root = new("root");

    [Theory]
    [InlineData("a.example", "a.example", true)]
    [InlineData("A.Example", "a.eXAMPLE", true)]
    [InlineData("a.example", "a.example.", true)]
    [InlineData("a.example", "b.example", false)]
    [InlineData("a.example", "x.a.example", false)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", false)]
    [InlineData("a.*.com", "a.example.com", false)]
    [InlineData("*.com", "example.com", false)]
    [InlineData("*.com", "com", false)]
    [InlineData("*.", "com", false)]
    [InlineData("*", "localhost", false)]
    [InlineData("*.com.", "example.com", false)]
    [InlineData("a*.example.com", "ab.example.com", false)]
    [InlineData("*.*.example.com", "a.b.example.com", false)]
    [InlineData("xn--*.example.com", "xn--a.example.com", false)]
    [InlineData("xn--bcher-kva.example", "bücher.example", true)]
    [InlineData("xn--bcher-kva.example", "BÜCHER.example", true)]
    [InlineData("xn--bcher-kva.example", "BÜCHER.example.", true)]
    [InlineData("XN--BCHER-KVA.example", "bücher.example", true)]
    [InlineData("127.0.0.1", "127.0.0.1.", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("::1", "0:0:0:0:0:0:0:1", true)]
    [InlineData("fe80::1", "fe80::1%1", true)]
    [InlineData("*.0.0.1", "127.0.0.1", false)]
    [InlineData("a.example", "", false)]
    [InlineData("a.example", "a b", false)]
    [InlineData("a.example", ".", false)]
    [InlineData("a.example", "a..example", false)]
    public void Alternative_AndNameAskedFor_MatchOrNot(string alternative, string asked, bool match)
    {
        Issued issued = _root.Issue("CN=other", [alternative]);

        Assert.Equal(match, CertificateNames.Match(issued.Certificate, asked));
    }

    [Theory]
    [InlineData("CN=a.example", "a.example", true)]
    [InlineData("CN=*.a.example", "x.a.example", true)]
    [InlineData("CN=a.example", "b.example", false)]
    [InlineData("CN=*.example", "x.example", false)]
    [InlineData("CN=*.a.example", "a.example", false)]
    [InlineData("CN=*.a.example", "x.y.a.example", false)]
    [InlineData("CN=*.0.0.1", "127.0.0.1", false)]
    [InlineData("CN=bücher.example", "BÜCHER.example", true)]
    [InlineData("O=a.example", "a.example", false)]
    public void CommonName_WithoutAlternatives_MatchesOrNot(string subject, string asked, bool match) =>
        Assert.Equal(match, CertificateNames.Match(_root.Issue(subject, []).Certificate, asked));

    [Theory]
    [InlineData("b.example")]
    [InlineData("127.0.0.1")]
    [InlineData("somebody@a.example")]
    public void CommonName_BesideAnyAlternative_DoesNotCount(string alternative) =>
        Assert.False(CertificateNames.Match(_root.Issue("CN=a.example", [alternative]).Certificate, "a.example"));

    [Fact]
    public void Names_AreTheAlternatives_OrTheCommonName()
    {
        Assert.Equal(
            ["a.example", "*.b.example", "::1"],
            CertificateNames.Of(_root.Issue("CN=other", ["a.example", "*.b.example", "::1"]).Certificate)
        );
        Assert.Equal(["alone"], CertificateNames.Of(_root.Issue("CN=alone", []).Certificate));
        Assert.Empty(CertificateNames.Of(_root.Issue("CN=alone", ["somebody@a.example"]).Certificate));
    }

    public void Dispose() => _root.Dispose();
}
