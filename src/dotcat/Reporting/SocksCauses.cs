using System.Globalization;

namespace Dotcat.Reporting;

/// <summary>What a SOCKS proxy's refusal means to the user, and whether time can mend it.</summary>
internal static class SocksCauses
{
    /// <summary>The codes of version 4, which has the same one for a proxy's and for a target's refusal.</summary>
    public static string Of4(int code) =>
        code switch
        {
            91 => "rejected or failed",
            92 => "the proxy cannot reach the client's identd",
            93 => "the client's identd names another user",
            _ => Unknown(code),
        };

    public static bool IsTransient4(int code) => code == 91;

    /// <summary>The codes of version 5: RFC 1928, section 6.</summary>
    public static string Of5(int code) =>
        code switch
        {
            1 => "general failure",
            2 => "not allowed",
            3 => "network unreachable",
            4 => "host unreachable",
            5 => "connection refused",
            6 => "TTL expired",
            7 => "command not supported",
            8 => "address type not supported",
            _ => Unknown(code),
        };

    public static bool IsTransient5(int code) => code is 1 or 3 or 4 or 5 or 6;

    private static string Unknown(int code) => string.Create(CultureInfo.InvariantCulture, $"code {code}");
}
