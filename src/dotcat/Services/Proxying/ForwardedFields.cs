using System.Text;
using Dotcat.Http;

namespace Dotcat.Services.Proxying;

/// <summary>Header fields on their way through a proxy (RFC 9110, section 7.6).</summary>
internal static class ForwardedFields
{
    /// <summary>Ends the connection with the message.</summary>
    public const string Close = "Connection: close";

    private const string OfProxies = "Proxy-";

    private static readonly string[] _ofOneConnection = ["Connection", "Keep-Alive", "TE", "Trailer", "Upgrade"];

    /// <summary>A client must not make them disappear: whoever is next would see another end of the message.</summary>
    private static readonly string[] _framing = ["Content-Length", "Transfer-Encoding"];

    /// <summary>The bytes of a head: without the fields of the connection and the replaced ones, and with other lines.</summary>
    public static byte[] Encode(
        string firstLine,
        HttpFields fields,
        IEnumerable<string> replaced,
        params ReadOnlySpan<string> added
    )
    {
        var staying = new HashSet<string>([.. _ofOneConnection, .. replaced], StringComparer.OrdinalIgnoreCase);
        foreach (string names in fields.Values("Connection"))
        {
            staying.UnionWith(names.Split(',', StringSplitOptions.TrimEntries).Except(_framing, staying.Comparer));
        }

        IEnumerable<string> forwarded = fields
            .All.Where(one =>
                !staying.Contains(one.Name) && !one.Name.StartsWith(OfProxies, StringComparison.OrdinalIgnoreCase)
            )
            .Select(static one => $"{one.Name}: {one.Value}");
        string[] head = [firstLine, .. forwarded, .. added, "", ""];
        return Encoding.Latin1.GetBytes(string.Join("\r\n", head));
    }
}
