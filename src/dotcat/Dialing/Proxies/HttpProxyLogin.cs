using System.Security.Cryptography;
using Dotcat.Http;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Dialing.Proxies;

/// <summary>
/// What an HTTP proxy is told of the user: nothing until it asks, then Digest where it offers that, else Basic.
/// </summary>
internal sealed class HttpProxyLogin(ProxyOptions proxy, string target)
{
    private bool _isRenewed;

    /// <summary>The value of the field to send; null for none.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Makes the answer to the challenges of a 407.</summary>
    /// <exception cref="DotcatException">
    /// There is no user, the login was made already, no scheme is known, or there is nothing to hash a password with.
    /// </exception>
    public void Answer(HttpFields fields)
    {
        IReadOnlyList<Challenge> challenges = Challenge.ParseAll(fields.Values("Proxy-Authenticate"));
        Challenge? digest = Digest.Strongest(challenges);
        if (Authorization is not null && (_isRenewed || !IsStale(digest)))
        {
            throw Failure(Messages.ProxyRejectedLogin($"{proxy}"));
        }

        if (proxy.User is null)
        {
            throw Failure(Messages.ProxyWantsLogin($"{proxy}"));
        }

        if (digest is null && !challenges.Any(static challenge => challenge.IsOf(Basic.Scheme)))
        {
            throw Failure(Messages.ProxyWantsOtherLogin($"{proxy}"));
        }

        _isRenewed = Authorization is not null;
        Authorization = digest is null
            ? Basic.Answer(proxy.User, proxy.Password)
            : Answer(digest, proxy.User, proxy.Password);
    }

    private string Answer(Challenge digest, string user, string password)
    {
        TlsLibrary.Require(); // the platform's hashes are OpenSSL's
        string nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return Digest.Answer(digest, user, password, "CONNECT", target, nonce);
    }

    /// <summary>Whether only the nonce was too old, not the login wrong.</summary>
    private static bool IsStale(Challenge? digest) =>
        "true".Equals(digest?["stale"], StringComparison.OrdinalIgnoreCase);

    private static DotcatException Failure(Sentence sentence) => new(sentence, ExitCode.Failed);
}
