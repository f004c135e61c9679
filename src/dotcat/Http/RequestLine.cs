namespace Dotcat.Http;

/// <summary>The first line of a request (RFC 9112, section 3).</summary>
/// <param name="Method">A token, in the case it was sent in.</param>
/// <param name="Target">What is asked for, as it was sent: without blanks and control characters.</param>
/// <param name="Minor">The version's second number: 0 for HTTP/1.0.</param>
internal sealed record RequestLine(string Method, string Target, int Minor)
{
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RequestLine Parse(string line) =>
        line.Split(' ') is [var method, { Length: > 0 } target, ['H', 'T', 'T', 'P', '/', '1', '.', var minor]]
        && HttpToken.IsToken(method)
        && char.IsAsciiDigit(minor)
        && !target.Any(char.IsControl)
            ? new RequestLine(method, target, minor - '0')
            : throw new InvalidDataException();
}
