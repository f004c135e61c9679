using System.Globalization;
using System.Net;

namespace Dotcat.Channels;

/// <summary>Names of hosts in the one form that DNS, certificates and proxies know: ASCII, in lower case.</summary>
internal static class HostName
{
    // Combining Diacritical Marks: the letters that they belong to would have to be composed first, which takes tables
    // that a program without culture data has not.
    private const char FirstCombining = '\u0300';
    private const char LastCombining = '\u036f';

    private const char Undecodable = '\ufffd'; // what was no text when it was read

    private static readonly IdnMapping _idna = new();

    /// <summary>
    /// The form of a name (IDNA, RFC 5891, section 4), a dot at its end kept, which tells DNS to add no search domain.
    /// An address stays as it is, but for such a dot. Null where it is neither.
    /// </summary>
    public static string? ToAscii(string host)
    {
        string undotted = host.Contains('%') ? host : WithoutDot(host); // an interface's name may end with one
        if (IPAddress.TryParse(undotted, out _))
        {
            return undotted;
        }

        // Without culture data the platform refuses controls in a name of ASCII alone.
        if (
            host.AsSpan().ContainsAnyInRange(FirstCombining, LastCombining)
            || host.Contains(Undecodable)
            || host.Any(char.IsControl)
        )
        {
            return null;
        }

        try
        {
            return _idna.GetAscii(host.ToLowerInvariant()); // which by itself keeps the case
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What a certificate calls it, and a client tells its server: without the dot (RFC 6066, section 3).</summary>
    /// <returns>Null for an address, and for what is no name.</returns>
    public static string? ForCertificate(string host) =>
        ToAscii(host) is { } ascii && !IPAddress.TryParse(ascii, out _) ? WithoutDot(ascii) : null;

    private static string WithoutDot(string host) => host.EndsWith('.') ? host[..^1] : host;
}
