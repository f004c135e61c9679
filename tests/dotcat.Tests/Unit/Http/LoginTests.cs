using System.Security.Cryptography;
using System.Text;
using Dotcat.Http;

namespace Dotcat.Tests.Unit.Http;

/// <summary>Basic and Digest, with the examples of the RFCs.</summary>
public sealed class LoginTests
{
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private const string Realm = "http-auth@example.org";

    [Theory] // RFC 7616, section 3.9.1
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Digest_OfTheRfcsExample_IsTheRfcsAnswer(string algorithm, string response)
    {
        Challenge challenge = Assert.Single(
            Challenge.ParseAll([
                $"Digest realm=\"{Realm}\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{Nonce}\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
            ])
        );

        Assert.Equal(
            $"Digest username=\"Mufasa\", realm=\"{Realm}\", nonce=\"{Nonce}\", uri=\"/dir/index.html\", algorithm={algorithm}, "
                + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", qop=auth, nc=00000001, "
                + $"cnonce=\"{ClientNonce}\", response=\"{response}\"",
            Digest.Answer(challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html", ClientNonce)
        );
    }

    [Fact] // RFC 2069's example with the response of its erratum 749
    public void Digest_WithoutQop_IsTheOldOne()
    {
        Challenge challenge = Assert.Single(
            Challenge.ParseAll([
                "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
            ])
        );

        Assert.Equal(
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                + "uri=\"/dir/index.html\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", "
                + "response=\"1949323746fe6a43ef61f9606e7febea\"",
            Digest.Answer(challenge, "Mufasa", "CircleOfLife", "GET", "/dir/index.html", ClientNonce)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData(", qop=auth")]
    [InlineData(", algorithm=MD5, qop=auth")]
    [InlineData(", algorithm=SHA-256")]
    [InlineData(", algorithm=sha-256, qop=\"auth\"")]
    [InlineData(", algorithm=MD5-sess, qop=auth")]
    [InlineData(", algorithm=MD5-sess")]
    [InlineData(", algorithm=SHA-256-sess, qop=auth")]
    public void Digest_OfEachKind_VerifiesForItsLoginOnly(string more)
    {
        const string User = "a \"b\" \\c \u00fc";
        const string Password = "p:\"\u4e2d";
        Challenge challenge = Assert.Single(Challenge.ParseAll([$"Digest realm=\"x \\\"y\u00fc\", nonce=n{more}"]));

        string answer = Digest.Answer(challenge, User, Password, "CONNECT", "host:443", ClientNonce);
        Challenge credentials = Challenge.ParseCredentials(answer)!;

        Assert.True(Digest.Verify(credentials, User, Password, "CONNECT"));
        Assert.False(Digest.Verify(credentials, User, Password + "x", "CONNECT"));
        Assert.False(Digest.Verify(credentials, "other", Password, "CONNECT"));
        Assert.False(Digest.Verify(credentials, User, Password, "GET"));
    }

    [Theory]
    [InlineData("Digest username=u, realm=r, nonce=n, uri=x, response=0, qop=auth, nc=00000001")]
    [InlineData("Digest username=u, realm=r, nonce=n, uri=x, response=0, qop=auth, cnonce=c")]
    [InlineData("Digest username=u, realm=r, nonce=n, uri=x, response=0, algorithm=MD5-sess")]
    [InlineData("Digest username=u, realm=r, nonce=n, uri=x")]
    [InlineData("Digest username=u, realm=r, nonce=n, response=0")]
    [InlineData("Digest username=u, realm=r, uri=x, response=0")]
    [InlineData("Digest username=u, nonce=n, uri=x, response=0")]
    [InlineData("Digest realm=r, nonce=n, uri=x, response=0")]
    [InlineData("Digest username=u, realm=r, nonce=n, uri=x, response=0, algorithm=SHA-1")]
    [InlineData("Basic dTpw")]
    public void Digest_Incomplete_VerifiesForNobody(string credentials) =>
        Assert.False(Digest.Verify(Challenge.ParseCredentials(credentials)!, "u", "p", "CONNECT"));

    /// <summary>The response is the right one for what is there, so that it is not that which is refused.</summary>
    [Theory]
    [InlineData("1", "c", true)]
    [InlineData("", "c", false)]
    [InlineData("1", "", false)]
    public void Digest_WithQop_NeedsTheCountAndTheClientNonce(string count, string clientNonce, bool verifies)
    {
        string response = Md5($"{Md5("u:r:p")}:n:{count}:{clientNonce}:auth:{Md5("CONNECT:x")}");
        string given = "Digest username=u, realm=r, nonce=n, uri=x, qop=auth, response=" + response;
        given += count.Length > 0 ? $", nc={count}" : "";
        given += clientNonce.Length > 0 ? $", cnonce={clientNonce}" : "";

        Assert.Equal(verifies, Digest.Verify(Challenge.ParseCredentials(given)!, "u", "p", "CONNECT"));
    }

    [Theory]
    [InlineData("Digest realm=r, nonce=1, algorithm=MD5|Digest realm=r, nonce=2, algorithm=SHA-256", "2")]
    [InlineData("Digest realm=r, nonce=1|Digest realm=r, nonce=2, algorithm=SHA-256, qop=auth-int", "1")]
    [InlineData("Digest realm=r, nonce=1, algorithm=SHA-512-256|Digest realm=r, nonce=2, algorithm=MD5-sess", "2")]
    [InlineData("Digest realm=r, nonce=1|Digest realm=r, nonce=2", "1")]
    [InlineData("Digest nonce=1|Digest realm=r|Basic realm=r, nonce=3", null)]
    public void Strongest_OfSeveral_IsTheOneToAnswer(string challenges, string? nonce) =>
        Assert.Equal(nonce, Digest.Strongest(Challenge.ParseAll(challenges.Split('|')))?["nonce"]);

    [Fact]
    public void Basic_OfALogin_IsReadAsThatLogin()
    {
        string answer = Basic.Answer("\u00fcser", "pass:w\u00f6rd");

        Assert.Equal("Basic w7xzZXI6cGFzczp3w7ZyZA==", answer);
        Assert.Equal(("\u00fcser", "pass:w\u00f6rd"), Basic.Read(Challenge.ParseCredentials(answer)!));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic dTpw=")]
    [InlineData("Basic dXA=")]
    [InlineData("Basic realm=x")]
    [InlineData("Bearer dTpw")]
    public void Basic_OfAnythingElse_IsNobody(string credentials) =>
        Assert.Null(Basic.Read(Challenge.ParseCredentials(credentials)!));

#pragma warning disable CA5351 // the protocol's
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(text)));
#pragma warning restore CA5351
}
