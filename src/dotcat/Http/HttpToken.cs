using System.Buffers;

namespace Dotcat.Http;

/// <summary>What names are made of (RFC 9110, section 5.6.2).</summary>
internal static class HttpToken
{
    private static readonly SearchValues<char> _characters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && Length(text) == text.Length;

    /// <summary>How many characters of a token the text begins with.</summary>
    public static int Length(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(_characters) is var end and >= 0 ? end : text.Length;
}
