using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Dotcat.Http;

/// <summary>
/// Takes challenges apart, several to a value: a comma separates both them and their parameters (RFC 9110, section
/// 11.6.1). The base library's AuthenticationHeaderValue stops at the scheme.
/// </summary>
internal ref struct ChallengeParser(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> _token68 = SearchValues.Create(
        "-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    private ReadOnlySpan<char> _rest = text.TrimStart(" \t,");

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>False at the end, and at a mistake.</summary>
    public bool TryReadNext([NotNullWhen(true)] out Challenge? challenge)
    {
        challenge = null;
        string scheme = TakeToken();
        if (scheme.Length == 0 || !(IsAtEnd || _rest[0] is ' ' or ','))
        {
            return false;
        }

        SkipBlanks();
        string? token68 = TakeToken68();
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (token68 is null && !TryReadParameters(parameters))
        {
            return false;
        }

        challenge = new Challenge(scheme, token68, parameters);
        SkipCommas();
        return true;
    }

    private bool TryReadParameters(Dictionary<string, string> parameters)
    {
        while (IsAtParameter())
        {
            string name = TakeToken();
            SkipBlanks();
            _rest = _rest[1..];
            SkipBlanks();
            string? value = _rest is ['"', ..] ? TakeQuoted() : TakeToken();
            SkipBlanks();
            if (value is null || !(IsAtEnd || _rest[0] == ',') || !parameters.TryAdd(name, value))
            {
                return false;
            }

            SkipCommas();
        }

        return true;
    }

    /// <summary>A name and '='; a scheme is followed by something else.</summary>
    private readonly bool IsAtParameter()
    {
        int length = HttpToken.Length(_rest);
        return length > 0 && _rest[length..].TrimStart(" \t") is ['=', ..];
    }

    private string TakeToken() => Take(HttpToken.Length(_rest));

    /// <summary>All up to the next comma, where it is nothing but a token68.</summary>
    private string? TakeToken68()
    {
        int comma = _rest.IndexOf(',');
        ReadOnlySpan<char> word = (comma < 0 ? _rest : _rest[..comma]).TrimEnd(" \t");
        ReadOnlySpan<char> letters = word.TrimEnd('=');
        return letters.Length > 0 && !letters.ContainsAnyExcept(_token68) ? Take(word.Length) : null;
    }

    /// <summary>The text between quotation marks, its escapes undone; null where the second mark is missing.</summary>
    private string? TakeQuoted()
    {
        var value = new StringBuilder();
        for (int i = 1; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                _rest = _rest[(i + 1)..];
                return value.ToString();
            }

            i += _rest[i] == '\\' && i + 1 < _rest.Length ? 1 : 0;
            value.Append(_rest[i]);
        }

        return null;
    }

    private string Take(int length)
    {
        string taken = _rest[..length].ToString();
        _rest = _rest[length..];
        return taken;
    }

    private void SkipBlanks() => _rest = _rest.TrimStart(" \t");

    private void SkipCommas() => _rest = _rest.TrimStart(" \t,");
}
