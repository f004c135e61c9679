using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Http;

/// <summary>The first line of a response (RFC 9112, section 4).</summary>
/// <param name="Minor">The version's second number: 0 for HTTP/1.0.</param>
/// <param name="Code">100 to 999.</param>
/// <param name="Reason">What a person may read, short and harmless to a terminal; empty where it says nothing.</param>
internal sealed record StatusLine(int Minor, int Code, string Reason)
{
    private const int LongestReason = 100;

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static StatusLine Parse(string line)
    {
        // HTTP/1.1 200 OK
        if (
            line.StartsWith("HTTP/1.", StringComparison.Ordinal)
            && line.Length >= 12
            && char.IsAsciiDigit(line[7])
            && line[8] == ' '
            && (line.Length == 12 || line[12] == ' ')
            && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            && code >= 100
        )
        {
            return new StatusLine(line[7] - '0', code, SafeText.Of(Shorten(line[12..].Trim())));
        }

        throw new InvalidDataException();
    }

    public override string ToString() => Reason.Length == 0 ? $"{Code}" : $"{Code} {Reason}";

    private static string Shorten(string reason) => reason.Length > LongestReason ? reason[..LongestReason] : reason;
}
