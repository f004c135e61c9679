using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>Names and numbers of the TOS byte: RFC 1349, RFC 2474, RFC 2597, RFC 3246.</summary>
internal static class TypesOfService
{
    /// <exception cref="DotcatException">It is none of them.</exception>
    public static int Read(string text) =>
        Named(text) ?? Numbered(text) ?? throw NcFailure.Of(NcMessages.BadTypeOfService(text));

    private static int? Named(string text) =>
        text switch
        {
            "critical" => 0xa0,
            "ef" => 0xb8,
            "inetcontrol" => 0xc0,
            "lowcost" => 0x02,
            "lowdelay" => 0x10,
            "netcontrol" => 0xe0,
            "reliability" => 0x04,
            "throughput" => 0x08,
            ['c', 's', >= '0' and <= '7' and var selector] => (selector - '0') << 5,
            ['a', 'f', >= '1' and <= '4' and var assured, >= '1' and <= '3' and var drop] => ((assured - '0') << 5)
                | ((drop - '0') << 3),
            _ => null,
        };

    private static int? Numbered(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> digits = isHex ? text.AsSpan(2) : text;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return byte.TryParse(digits, style, CultureInfo.InvariantCulture, out byte value) ? value : null;
    }
}
