using System.Globalization;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>Lets in who knows the login: by Digest, whose answers serve once, or by Basic.</summary>
internal sealed class ProxyAuthentication(ProxyLogin login, TimeProvider time)
{
    private const string Realm = "dotcat";

    private readonly Nonces _nonces = new(time);

    /// <exception cref="HttpRefusalException">The request does not show the login.</exception>
    public void Check(ProxyRequest request)
    {
        if (
            request.Fields.Values("Proxy-Authorization").ToArray() is not [var value]
            || Challenge.ParseCredentials(value) is not { } credentials
        )
        {
            throw Wanted(Messages.LoginWanted);
        }

        (string User, string Password)? basic = Basic.Read(credentials);
        if (basic is var (user, password) ? !login.Matches(user, password) : !IsRight(credentials, request))
        {
            throw Wanted(Messages.LoginWrong);
        }

        if (basic is null && !IsFresh(credentials))
        {
            throw Wanted(Messages.LoginStale, isStale: true);
        }
    }

    /// <summary>Whether the password is known, for this request; not whether the nonce may be used.</summary>
    private bool IsRight(Challenge credentials, ProxyRequest request) =>
        credentials["realm"] == Realm
        && credentials["qop"] is null or "auth"
        && IsOf(credentials["uri"], request)
        && Digest.Verify(credentials, login.User, login.Password, request.Line.Method);

    /// <summary>Some clients, curl for one, name what they ask the server for and not what they ask the proxy for.</summary>
    private static bool IsOf(string? uri, ProxyRequest request) =>
        uri == request.Line.Target || (!request.IsConnect && uri == request.ReadTarget().Path);

    private bool IsFresh(Challenge given) => UseOf(given) is { } count && _nonces.TryUse(given["nonce"]!, count);

    /// <summary>Which use of its nonce it is; the first one without qop, where clients count none (RFC 2069).</summary>
    private static uint? UseOf(Challenge given) =>
        given["qop"] is null ? 1
        : uint.TryParse(given["nc"], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint count)
            ? count
        : null;

    private HttpRefusalException Wanted(Sentence reason, bool isStale = false)
    {
        string digest = $"Digest realm=\"{Realm}\", qop=\"auth\", nonce=\"{_nonces.Issue()}\"";
        string stale = isStale ? ", stale=true" : "";
        return new HttpRefusalException(407, reason)
        {
            Fields =
            [
                // First MD5: ncat looks at the first Digest only, and knows no other hash.
                $"Proxy-Authenticate: {digest}, algorithm=MD5{stale}",
                $"Proxy-Authenticate: {digest}, algorithm=SHA-256{stale}",
                $"Proxy-Authenticate: {Basic.Scheme} realm=\"{Realm}\", charset=\"UTF-8\"",
            ],
        };
    }
}
