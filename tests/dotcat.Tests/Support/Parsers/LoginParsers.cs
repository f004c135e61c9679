using System.Text;
using Dotcat.Http;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>What a proxy wants to be told before it serves, and what a client tells it.</summary>
internal static class LoginParsers
{
    private const string User = "user";
    private const string Password = "a password that no chance finds";

    /// <summary>It remembers what was used, and is the same in all cases.</summary>
    private static readonly ProxyAuthentication _authentication = new(
        new ProxyLogin(User, Password),
        TimeProvider.System
    );

    private static readonly IReadOnlyList<byte[]> _words = Parser.Bytes(
        "Basic",
        "Basic dXNlcjp3b3Jk",
        "Digest ",
        "realm=\"x\"",
        "realm=dotcat",
        "nonce=y",
        "qop=auth",
        "qop=\"auth-int, auth\"",
        "algorithm=SHA-256",
        "algorithm=MD5-sess",
        "stale=true",
        "opaque=\"",
        "username=\"user\"",
        "uri=\"host:443\"",
        "response=0",
        "cnonce=c",
        "nc=00000001",
        ",",
        " , ",
        "=",
        "\"",
        "\\",
        "\\\"",
        "\t",
        " ",
        "\u00e9",
        "\u001b",
        "\0"
    );

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("HTTP challenges", CheckChallenges)
        {
            Seeds = Parser.Bytes(
                "Basic realm=\"x\", Digest realm=\"y\\\"\", nonce=\"n\", qop=\"auth, auth-int\", algorithm=SHA-256, opaque=o",
                "Digest realm=x, nonce=y, algorithm=MD5-sess, stale=true, Negotiate",
                "Negotiate dG9rZW4=, Basic realm=z"
            ),
            Words = _words,
            Longest = HttpReader.Limit,
        },
        new("HTTP credentials", CheckCredentials)
        {
            Seeds = Parser.Bytes(
                "Basic dXNlcjp3b3Jk",
                "Digest username=\"user\", realm=\"dotcat\", nonce=\"n\", uri=\"host:443\", qop=auth, nc=00000001, cnonce=\"c\", response=\"0\"",
                "Digest username=user, realm=dotcat, nonce=n, uri=\"host:443\", response=0, algorithm=SHA-256-sess"
            ),
            Words = _words,
            Longest = HttpReader.Limit,
        },
    ];

    /// <summary>The strongest is answered so that who asked finds the password in it.</summary>
    private static void CheckChallenges(byte[] bytes)
    {
        IReadOnlyList<Challenge> challenges = Challenge.ParseAll([Encoding.Latin1.GetString(bytes)]);
        ParserException.ThrowUnless(
            challenges.All(static one => HttpToken.IsToken(one.Scheme)),
            "a scheme is no token"
        );
        if (Digest.Strongest(challenges) is not { } challenge)
        {
            return;
        }

        string answer = Digest.Answer(challenge, User, Password, "CONNECT", "host:443", "c");
        bool isRight =
            Challenge.ParseCredentials(answer) is { } credentials
            && Digest.Verify(credentials, User, Password, "CONNECT");
        ParserException.ThrowUnless(isRight, $"the answer is not the right one: {answer}");
    }

    /// <summary>Nobody is let in by chance, and who knows the password once by each nonce.</summary>
    private static void CheckCredentials(byte[] bytes)
    {
        string value = Encoding.Latin1.GetString(bytes);
        ParserException.ThrowUnless(Refused(value) is { } first, "it was let in");
        Challenge offered = Challenge.ParseAll([Offered(value)])[0];
        string right = Digest.Answer(offered, User, Password, "CONNECT", "host:443", "c");
        ParserException.ThrowUnless(Refused(right) is null, "who knows the password was not let in");
        ParserException.ThrowUnless(Refused(right) is not null, "a nonce was used twice");
    }

    /// <summary>The first way to log in that the refusal names.</summary>
    private static string Offered(string value) => Refused(value)!.Fields[0].Split(": ", 2)[1];

    private static HttpRefusalException? Refused(string value)
    {
        var fields = new HttpFields();
        fields.Add($"Proxy-Authorization: {value}");
        var request = new ProxyRequest(new RequestLine("CONNECT", "host:443", 1), fields, new BytesChannel([]));
        try
        {
            _authentication.Check(request);
            return null;
        }
        catch (HttpRefusalException e)
        {
            Shown.Check(e.Message);
            return e;
        }
    }
}
