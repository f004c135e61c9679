using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>
/// A place and how it is met in one word: <c>tcp://HOST:PORT</c>, <c>udp://HOST:PORT</c>, <c>tls://HOST:PORT</c>,
/// <c>unix:PATH</c>.
/// </summary>
/// <param name="Scheme">What the word begins with: <c>tcp://</c>.</param>
/// <param name="StandsFor">The option that says the same; null for TCP, which needs none.</param>
/// <param name="Place">The host and the port, or the path.</param>
/// <param name="Excludes">Options that say otherwise, beside those that the option excludes.</param>
internal sealed record TargetUrl(
    string Scheme,
    OptionDefinition? StandsFor,
    string Place,
    params OptionDefinition[] Excludes
)
{
    private const string Authority = "//";

    /// <summary>Null where the word is no such URL: a host, a path, a URL of another kind.</summary>
    public static TargetUrl? Read(string word)
    {
        string[] parts = word.Split(':', 2);
        if (parts is not [var scheme, var rest])
        {
            return null;
        }

        bool hasAuthority = rest.StartsWith(Authority, StringComparison.Ordinal);
        string place = hasAuthority ? rest[Authority.Length..] : rest;
        return scheme.ToLowerInvariant() switch
        {
            "unix" => new TargetUrl("unix:", OptionTable.Unix, place),
            "tcp" when hasAuthority => new TargetUrl("tcp://", null, place, OptionTable.Udp, OptionTable.Unix),
            "udp" when hasAuthority => new TargetUrl("udp://", OptionTable.Udp, place, OptionTable.Unix),
            "tls" when hasAuthority => new TargetUrl("tls://", OptionTable.Tls, place, OptionTable.Unix),
            _ => null,
        };
    }

    /// <summary>Lets every word pass that may be a host.</summary>
    /// <exception cref="UsageException">It is a URL of another kind, or an address as socat writes it.</exception>
    public static void RefuseOthers(string word)
    {
        int end = word.IndexOf("://", StringComparison.Ordinal);
        if (end > 0 && word[..end].All(IsOfScheme))
        {
            throw new UsageException(Messages.OtherUrl(word[..end]), HintFor(word));
        }

        if (word.Split(':', 2) is not [var kind, var rest])
        {
            return;
        }

        if (OtherNetcats.SocatHint(kind) is { } hint)
        {
            throw new UsageException(Messages.SocatAddress(word), hint);
        }

        if (rest.Contains(':', StringComparison.Ordinal) && Read($"{kind}:{Authority}{rest}") is { } meant)
        {
            throw new UsageException(Messages.BadHost(word), Messages.DidYouMean(meant.Scheme + meant.Place));
        }
    }

    /// <summary>RFC 3986, section 3.1.</summary>
    private static bool IsOfScheme(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.';

    private static Sentence HintFor(string word)
    {
        if (!Uri.TryCreate(word, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            return Messages.KnownUrls();
        }

        return url.Scheme switch
        {
            "http" => Messages.ForCurl(url.Host, url.Port),
            "https" => Messages.ForCurlOverTls(url.Host, url.Port),
            "telnet" => Messages.ForTelnet(url.Host, url.Port),
            var other => (Sentence?)OtherNetcats.Hint(other) ?? Messages.KnownUrls(),
        };
    }
}
