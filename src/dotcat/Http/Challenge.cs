namespace Dotcat.Http;

/// <summary>
/// One way to log in that a server offers, or the one that a client chose (RFC 9110, section 11): a scheme, and
/// either parameters or one token68.
/// </summary>
internal sealed record Challenge(string Scheme, string? Token68, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The parameter, or null. Names are compared without case.</summary>
    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    public bool IsOf(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The challenges in the values of the fields; of a malformed value, those before the mistake.</summary>
    public static IReadOnlyList<Challenge> ParseAll(IEnumerable<string> values)
    {
        var challenges = new List<Challenge>();
        foreach (string value in values)
        {
            var parser = new ChallengeParser(value);
            while (parser.TryReadNext(out Challenge? challenge))
            {
                challenges.Add(challenge);
            }
        }

        return challenges;
    }

    /// <summary>What a client answers with, which is one of them; null where it is none.</summary>
    public static Challenge? ParseCredentials(string value)
    {
        var parser = new ChallengeParser(value);
        return parser.TryReadNext(out Challenge? credentials) && parser.IsAtEnd ? credentials : null;
    }
}
