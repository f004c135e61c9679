using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dotcat.Http;

/// <summary>A host and a port, as a URI or a CONNECT names them (RFC 3986, section 3.2).</summary>
/// <param name="Host">A name in ASCII, or an address; an IPv6 address without its brackets.</param>
/// <param name="Port">1 to 65535; null where none is named.</param>
internal sealed record Authority(string Host, int? Port)
{
    private const int LongestHost = 255;

    /// <exception cref="InvalidDataException">It is none, or names a user too.</exception>
    public static Authority Parse(string text) => TryParse(text) ?? throw new InvalidDataException();

    /// <summary>Null where it is none, or names a user too.</summary>
    public static Authority? TryParse(string text)
    {
        int close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        int colon = close < 0 ? -1 : text.IndexOf(':', close);
        string host = colon < 0 ? text : text[..colon];
        string digits = colon < 0 ? "" : text[(colon + 1)..];
        int? port = null;
        if (digits.Length > 0)
        {
            if (
                !ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
                || number == 0
            )
            {
                return null;
            }

            port = number;
        }

        return close == 0 && IsHost(host) ? new Authority(host, port)
            : close > 0 && close + 1 == host.Length && IsIPv6(host[1..close]) ? new Authority(host[1..close], port)
            : null;
    }

    /// <summary>Whether it can be looked up and said: no control characters, nothing that only looks like a name.</summary>
    public static bool IsHost(string host) =>
        host.Length <= LongestHost
        && host.All(char.IsAscii)
        && !host.StartsWith('[')
        && Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static bool IsIPv6(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
