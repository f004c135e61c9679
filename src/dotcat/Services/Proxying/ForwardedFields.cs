using System.Text;
using Dotcat.Http;

namespace Dotcat.Services.Proxying;

/// <summary>Header fields on their way through a proxy (RFC 9110, section 7.6).</summary>
internal static class ForwardedFields
{
    /// <summary>Ends the connection with the message.</summary>
    public const string Close = "Connection: close";

    private const string OfProxies = "Proxy-";

    private static readonly HashSet<string> _ofOneConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
    };

    /// <summary>A client must not make them disappear: whoever is next would see another end of the message.</summary>
    private static readonly HashSet<string> _framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length",
        "Transfer-Encoding",
    };

    /// <summary>The bytes of a head: without the fields of the connection and the replaced ones, and with other lines.</summary>
    public static byte[] Encode(
        string firstLine,
        HttpFields fields,
        IEnumerable<string> replaced,
        params ReadOnlySpan<string> added
    )
    {
        var staying = new HashSet<string>(_ofOneConnection, StringComparer.OrdinalIgnoreCase);
        staying.UnionWith(replaced);
        foreach (string names in fields.Values("Connection"))
        {
            staying.UnionWith(names.Split(',', StringSplitOptions.TrimEntries).Except(_framing, _framing.Comparer));
        }

        var head = new StringBuilder(firstLine).Append("\r\n");
        foreach ((string name, string value) in fields.All)
        {
            if (!staying.Contains(name) && !name.StartsWith(OfProxies, StringComparison.OrdinalIgnoreCase))
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        foreach (string line in added)
        {
            head.Append(line).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }
}
