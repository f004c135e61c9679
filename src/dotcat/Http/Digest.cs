using System.Security.Cryptography;
using System.Text;

namespace Dotcat.Http;

/// <summary>
/// Knowing the password without sending it: RFC 7616, and RFC 2069, which knew no qop. Of qop only <c>auth</c>, and
/// of the hashes those that .NET has: MD5, SHA-256, and both with -sess.
/// </summary>
internal static class Digest
{
    public const string Scheme = "Digest";

    private static readonly string[] _bestFirst = ["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"];

    /// <summary>The strongest of them that is known here, or null.</summary>
    public static Challenge? Strongest(IEnumerable<Challenge> challenges) =>
        challenges.Where(static challenge => Strength(challenge) >= 0).MinBy(Strength);

    /// <summary>
    /// The value of the field that a client sends in answer to one of <see cref="Strongest"/>. The user has no control
    /// characters, the URI is that of the request's first line, and the client's nonce was never used before.
    /// </summary>
    public static string Answer(
        Challenge challenge,
        string user,
        string password,
        string method,
        string uri,
        string clientNonce
    )
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["username"] = Raw(user),
            ["realm"] = challenge["realm"]!,
            ["nonce"] = challenge["nonce"]!,
            ["uri"] = uri,
        };
        AddOptional(given, "algorithm", challenge["algorithm"]);
        AddOptional(given, "opaque", challenge["opaque"]);
        if (challenge["qop"] is not null)
        {
            given["qop"] = "auth";
            given["nc"] = "00000001";
        }

        // A session's key is made of it, with or without qop.
        AddOptional(given, "cnonce", given.ContainsKey("qop") || IsSession(challenge) ? clientNonce : null);
        given["response"] = Compute(new Challenge(Scheme, null, given), password, method);
        return $"{Scheme} {string.Join(", ", given.Select(static one => $"{one.Key}={Written(one.Key, one.Value)}"))}";
    }

    /// <summary>
    /// Whether a client that sent these credentials is the user and knows the password. Whether the nonce, the realm
    /// and the URI are the right ones, is for the caller to see.
    /// </summary>
    public static bool Verify(Challenge credentials, string user, string password, string method) =>
        Strength(credentials) >= 0
        && credentials["username"] == Raw(user)
        && credentials["uri"] is not null
        && credentials["response"] is { } response
        && (credentials["qop"] is null || credentials["nc"] is not null)
        && (credentials["cnonce"] is not null || (credentials["qop"] is null && !IsSession(credentials)))
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Compute(credentials, password, method)),
            Encoding.UTF8.GetBytes(response.ToLowerInvariant())
        );

    private static string Compute(Challenge given, string password, string method)
    {
        string key = Hash(given, $"{given["username"]}:{given["realm"]}:{Raw(password)}");
        if (IsSession(given))
        {
            key = Hash(given, $"{key}:{given["nonce"]}:{given["cnonce"]}");
        }

        string request = Hash(given, $"{method}:{given["uri"]}");
        return given["qop"] is { } qop
            ? Hash(given, $"{key}:{given["nonce"]}:{given["nc"]}:{given["cnonce"]}:{qop}:{request}")
            : Hash(given, $"{key}:{given["nonce"]}:{request}");
    }

    private static string Hash(Challenge given, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
#pragma warning disable CA5351 // the protocol's choice, and the server's
        byte[] hash = Algorithm(given).StartsWith("MD5", StringComparison.OrdinalIgnoreCase)
            ? MD5.HashData(bytes)
            : SHA256.HashData(bytes);
#pragma warning restore CA5351
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>A head's text is bytes, one a character; a person's is sent and hashed as UTF-8.</summary>
    private static string Raw(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Algorithm(Challenge given) => given["algorithm"] ?? "MD5";

    private static bool IsSession(Challenge given) =>
        Algorithm(given).EndsWith("-sess", StringComparison.OrdinalIgnoreCase);

    /// <summary>0 for the strongest; less where it cannot be answered.</summary>
    private static int Strength(Challenge challenge) =>
        challenge.IsOf(Scheme)
        && challenge["realm"] is not null
        && challenge["nonce"] is not null
        && (challenge["qop"] is not { } qop || qop.Split(',', StringSplitOptions.TrimEntries).Contains("auth"))
            ? Array.FindIndex(_bestFirst, one => one.Equals(Algorithm(challenge), StringComparison.OrdinalIgnoreCase))
            : -1;

    private static void AddOptional(Dictionary<string, string> given, string name, string? value)
    {
        if (value is not null)
        {
            given[name] = value;
        }
    }

    /// <summary>Some are tokens, and servers are strict about it (RFC 7616, section 3.4).</summary>
    private static string Written(string name, string value) =>
        name is "algorithm" or "qop" or "nc"
            ? value
            : $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
