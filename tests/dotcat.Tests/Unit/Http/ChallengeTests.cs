using Dotcat.Http;

namespace Dotcat.Tests.Unit.Http;

public sealed class ChallengeTests
{
    [Theory]
    [InlineData("Basic", "Basic")]
    [InlineData("Basic realm=x", "Basic(realm=x)")]
    [InlineData("BASIC REALM = \"x y\"", "BASIC(REALM=x y)")]
    [InlineData("Basic realm=\"a \\\"b\\\" \\\\c, d\"", "Basic(realm=a \"b\" \\c, d)")]
    [InlineData("Negotiate, NTLM, Basic realm=x", "Negotiate NTLM Basic(realm=x)")]
    [InlineData("Negotiate YWJj==", "Negotiate:YWJj==")]
    [InlineData("Negotiate YWJj== , Basic realm=x", "Negotiate:YWJj== Basic(realm=x)")]
    [InlineData(
        "Digest realm=\"x\", nonce=\"y\", qop=\"auth,auth-int\", Basic realm=z",
        "Digest(realm=x,nonce=y,qop=auth,auth-int) Basic(realm=z)"
    )]
    [InlineData(" , ,Digest realm=x,, nonce=y , ,Basic realm=z, ", "Digest(realm=x,nonce=y) Basic(realm=z)")]
    [InlineData("Digest realm=\"\", nonce=y", "Digest(realm=,nonce=y)")]
    public void Challenges_InAValue_AreTakenApart(string value, string expected) =>
        Assert.Equal(expected, Told(Challenge.ParseAll([value])));

    [Theory]
    [InlineData("", "")]
    [InlineData(",,", "")]
    [InlineData("=", "")]
    [InlineData("\"Basic\"", "")]
    [InlineData("Basic realm=\"x", "")]
    [InlineData("Basic realm=\"x\\", "")]
    [InlineData("Basic realm=\"x\"y", "")]
    [InlineData("Basic realm=x realm=y", "")]
    [InlineData("Basic realm=x, realm=y", "")]
    [InlineData("Basic@x", "")]
    [InlineData("Basic realm=x, Digest realm=\"y", "Basic(realm=x)")]
    public void Mistake_InAValue_EndsIt(string value, string expected) =>
        Assert.Equal(expected, Told(Challenge.ParseAll([value])));

    [Fact]
    public void Mistake_InOneField_LeavesTheOthers() =>
        Assert.Equal("Basic(realm=x) NTLM", Told(Challenge.ParseAll(["Digest realm=\"", "Basic realm=x", "NTLM"])));

    [Theory]
    [InlineData("Basic dTpw", true)]
    [InlineData("Digest username=\"u\", response=\"0\"", true)]
    [InlineData("Basic dTpw, Basic dTpw", false)]
    [InlineData("", false)]
    [InlineData("Digest username=\"u", false)]
    public void Credentials_AreOneAnswerAlone(string value, bool isOne) =>
        Assert.Equal(isOne, Challenge.ParseCredentials(value) is not null);

    private static string Told(IEnumerable<Challenge> challenges) =>
        string.Join(
            ' ',
            challenges.Select(static one =>
                one.Scheme
                + (one.Token68 is null ? "" : $":{one.Token68}")
                + (
                    one.Parameters.Count == 0
                        ? ""
                        : $"({string.Join(',', one.Parameters.Select(static pair => $"{pair.Key}={pair.Value}"))})"
                )
            )
        );
}
