using System.Security.Cryptography;
using System.Text;
using Dotcat.Http;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Proxying;

public sealed class ProxyAuthenticationTests
{
    private const string Target = "host:443";

    private readonly ManualTime _time = new();
    private readonly ProxyAuthentication _authentication;

    public ProxyAuthenticationTests() =>
        _authentication = new ProxyAuthentication(new ProxyLogin("user", "pässword:"), _time);

    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public void Digest_RightAnswer_IsTakenOnce(string algorithm)
    {
        string answer = Answer(Offered(algorithm), "pässword:");

        Check(answer);
        Assert.Contains("stale=true", Refuse(answer), StringComparison.Ordinal);
    }

    /// <summary>RFC 2069 counts no uses of a nonce, so that any other one may be somebody else's.</summary>
    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public void Digest_WithoutQop_IsTakenOnceForEachNonce(string algorithm)
    {
        string answer = Answer(WithoutQop(Offered(algorithm)), "pässword:");
        Assert.DoesNotContain("qop", answer, StringComparison.Ordinal);

        Check(answer);
        Assert.Contains("stale=true", Refuse(answer), StringComparison.Ordinal);
        Check(Answer(WithoutQop(Offered(algorithm)), "pässword:"));
        Assert.DoesNotContain("stale", Refuse(Answer(WithoutQop(Offered(algorithm)), "other")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Digest_WithoutQop_IsNotTakenForANonceThatWasUsed(bool qopFirst)
    {
        Challenge offered = Offered("MD5");

        Check(Answer(qopFirst ? offered : WithoutQop(offered), "pässword:"));
        Assert.Contains("stale=true", Refuse(Answer(qopFirst ? WithoutQop(offered) : offered, "pässword:")));
    }

    [Fact]
    public void Digest_ANonce_IsTakenAgainWithTheNextCount()
    {
        Challenge offered = Offered("MD5");

        Check(Count(offered, "00000001"));
        Check(Count(offered, "00000002"));
        Refuse(Count(offered, "00000002"));
        Refuse(Count(offered, "none"));
    }

    [Fact]
    public void Digest_AfterTheNoncesLifetime_IsStale()
    {
        string answer = Answer(Offered("MD5"), "pässword:");
        _time.Advance(Nonces.Lifetime);

        Assert.Contains("stale=true", Refuse(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("realm")]
    public void Digest_AnswerToAnotherChallenge_IsRefused(string changed)
    {
        Challenge offered = Offered("SHA-256");
        var parameters = new Dictionary<string, string>(offered.Parameters, StringComparer.OrdinalIgnoreCase)
        {
            [changed] = "other",
        };

        Refuse(Answer(offered with { Parameters = parameters }, "pässword:"));
    }

    [Fact]
    public void Digest_WrongPassword_IsNeverStale()
    {
        string answer = Answer(Offered("MD5"), "other");
        Assert.DoesNotContain("stale", Refuse(answer), StringComparison.Ordinal);
        _time.Advance(Nonces.Lifetime);

        Assert.DoesNotContain("stale", Refuse(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Digest_ForAnotherTargetOrMethod_IsRefused()
    {
        string answer = Answer(Offered("MD5"), "pässword:");

        Assert.Throws<HttpRefusalException>(() => Check(answer, "CONNECT other:443"));
        Assert.Throws<HttpRefusalException>(() => Check(answer, $"GET {Target}"));
        Check(answer);
    }

    [Fact]
    public void Digest_ForThePathOfAUri_IsTaken() // what curl sends
    {
        string answer = Digest.Answer(Offered("MD5"), "user", "pässword:", "GET", "/a?b", "c");

        Assert.Throws<HttpRefusalException>(() => Check(answer, "GET http://host/a"));
        Check(answer, "GET http://host/a?b");
    }

    [Fact]
    public void Basic_RightLogin_IsTaken()
    {
        Check(Basic.Answer("user", "pässword:"));
        Check(Basic.Answer("user", "pässword:"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic dXNlcg==")]
    [InlineData("Basic =")]
    [InlineData("Bearer abc")]
    [InlineData("Digest")]
    [InlineData("Digest username=\"user\"")]
    [InlineData("NTLM TlRMTVNTUAABAAAA")]
    public void Credentials_OfAnyOtherKind_AreRefused(string value) => Refuse(value);

    [Theory]
    [InlineData("user", "pässword")]
    [InlineData("user", "")]
    [InlineData("User", "pässword:")]
    [InlineData("", "pässword:")]
    public void Basic_WrongLogin_IsRefused(string user, string password) => Refuse(Basic.Answer(user, password));

    [Fact]
    public void Credentials_MissingOrTwice_AreRefused()
    {
        string right = $"Proxy-Authorization: {Basic.Answer("user", "pässword:")}\r\n";

        _authentication.Check(Requests.Read($"CONNECT {Target} HTTP/1.1\r\nHost: host\r\n{right}\r\n"));
        Assert.Throws<HttpRefusalException>(() =>
            _authentication.Check(Requests.Read($"CONNECT {Target} HTTP/1.1\r\nHost: host\r\n{right}{right}\r\n"))
        );
        Assert.Throws<HttpRefusalException>(() =>
            _authentication.Check(Requests.Read($"CONNECT {Target} HTTP/1.1\r\n\r\n"))
        );
    }

    [Fact]
    public void Login_Printed_KeepsItsPassword() =>
        Assert.DoesNotContain("secret", $"{new ProxyLogin("user", "secret")}", StringComparison.Ordinal);

    private static Challenge WithoutQop(Challenge offered) =>
        offered with
        {
            Parameters = offered.Parameters.Where(static one => one.Key != "qop").ToDictionary(),
        };

    private static string Answer(Challenge challenge, string password) =>
        Digest.Answer(challenge, "user", password, "CONNECT", Target, "client");

    /// <summary>A right answer that counts the nonce's uses, which clients may do (RFC 7616, section 3.4).</summary>
    private static string Count(Challenge challenge, string count)
    {
        string nonce = challenge["nonce"]!;
        string key = Md5("user:dotcat:p\u00c3\u00a4ssword:");
        string response = Md5($"{key}:{nonce}:{count}:client:auth:{Md5($"CONNECT:{Target}")}");
        return $"Digest username=user, realm=dotcat, nonce={nonce}, uri=\"{Target}\", algorithm=MD5, qop=auth, "
            + $"nc={count}, cnonce=client, response={response}";
    }

#pragma warning disable CA5351 // the protocol's
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.Latin1.GetBytes(text)));
#pragma warning restore CA5351

    private Challenge Offered(string algorithm) =>
        Challenge
            .ParseAll(
                Ask("").Fields.Select(static field => field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..])
            )
            .Single(challenge => challenge["algorithm"] == algorithm);

    private void Check(string credentials, string request = $"CONNECT {Target}") =>
        _authentication.Check(
            Requests.Read($"{request} HTTP/1.1\r\nHost: host\r\nProxy-Authorization: {credentials}\r\n\r\n")
        );

    private HttpRefusalException Ask(string credentials) =>
        Assert.Throws<HttpRefusalException>(() => Check(credentials));

    private string Refuse(string credentials)
    {
        HttpRefusalException refusal = Ask(credentials);
        Assert.Equal(407, refusal.Code);
        return string.Join('\n', refusal.Fields);
    }
}
