using System.Globalization;

namespace Dotcat.Http;

/// <summary>The first line of a response (RFC 9112, section 4).</summary>
/// <param name="Minor">The version's second number: 0 for HTTP/1.0.</param>
/// <param name="Code">100 to 999.</param>
/// <param name="Reason">What a person may read; empty where it says nothing.</param>
internal sealed record StatusLine(int Minor, int Code, string Reason)
{
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static StatusLine Parse(string line) => // HTTP/1.1 200 OK
        line is ['H', 'T', 'T', 'P', '/', '1', '.', var minor, ' ', .. var rest]
        && char.IsAsciiDigit(minor)
        && rest is [_, _, _] or [_, _, _, ' ', ..]
        && int.TryParse(rest.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
        && code >= 100
            ? new StatusLine(minor - '0', code, rest[3..].Trim())
            : throw new InvalidDataException();

    public override string ToString() => Reason.Length == 0 ? $"{Code}" : $"{Code} {Reason}";
}
