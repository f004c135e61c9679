using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Dotcat.Tls;

/// <summary>What the platform speaks TLS with.</summary>
internal static class TlsLibrary
{
    public static string Name =>
        OperatingSystem.IsWindows() ? "Schannel"
        : OperatingSystem.IsMacOS() ? "Secure Transport"
        : FindOpenSsl();

    [UnsupportedOSPlatform("windows")]
    private static string FindOpenSsl()
    {
        try
        {
            return $"OpenSSL {Format(SafeEvpPKeyHandle.OpenSslVersion)}";
        }
        catch (PlatformNotSupportedException)
        {
            return "OpenSSL, which is not installed";
        }
    }

    /// <param name="number">0xMNN00PP0 from OpenSSL 3 on, 0xMNNFFPP0 with a letter for PP before (OpenSSL_version_num(3)).</param>
    internal static string Format(long number)
    {
        (long major, long minor, long fix, long patch) = (
            number >> 28 & 0xf,
            number >> 20 & 0xff,
            number >> 12 & 0xff,
            number >> 4 & 0xff
        );
        return major >= 3
            ? string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{major}.{minor}.{fix}{(patch > 0 ? (char)('a' + patch - 1) : "")}"
            );
    }
}
