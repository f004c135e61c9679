using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Http;

/// <summary>Heads and fields that are almost right.</summary>
internal static class HttpGenerators
{
    private static readonly Gen<string> _piece = Gen.Elements(
        "HTTP/1.1 ",
        "HTTP/1.0 407",
        "HTTP/",
        "200",
        "CONNECT ",
        "host:443",
        "Proxy-Authenticate",
        "Content-Length: ",
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        ",",
        ";",
        "=",
        "\"",
        "\\",
        "\u00ff",
        "Basic",
        " dTpw",
        "Digest ",
        "realm=\"x\"",
        "nonce=",
        "qop=auth",
        "algorithm=SHA-256",
        "username=\"u\"",
        "uri=/",
        "response=0",
        "cnonce=c",
        "nc=1",
        "stale=true",
        "9",
        "99999999999999999999",
        "-",
        "é"
    );

    public static Arbitrary<string> Text { get; } = _piece.ArrayOf().Select(string.Concat).ToArbitrary();
}
