using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>What the platform speaks TLS with.</summary>
internal static class TlsLibrary
{
    /// <summary>What the runtime looks for: https://github.com/dotnet/runtime/blob/v10.0.0/src/native/libs/System.Security.Cryptography.Native/opensslshim.c</summary>
    private static readonly string[] _libraries =
    [
        "libssl.so.3",
        "libssl.so.1.1",
        "libssl.so.1.0.2",
        "libssl.so.1.0.0",
        "libssl.so.10",
    ];

    public static string Name =>
        OperatingSystem.IsWindows() ? "Schannel"
        : OperatingSystem.IsMacOS() ? "Secure Transport"
        : FindOpenSsl();

    /// <summary>Sees to it that it is there before a session is begun: where OpenSSL is not, the platform aborts the process then.</summary>
    /// <exception cref="DotcatException">It is not installed, or cannot be loaded.</exception>
    public static void Require()
    {
        if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS() && OpenSslVersion() is null)
        {
            throw new DotcatException(Messages.NoOpenSsl(), ExitCode.NothingTried);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static string FindOpenSsl() =>
        OpenSslVersion() is { } version ? $"OpenSSL {Format(version)}" : "OpenSSL, which is not installed";

    /// <summary>Asked of the loader first: the platform aborts the process where it finds none of them.</summary>
    [UnsupportedOSPlatform("windows")]
    private static long? OpenSslVersion() =>
        Array.Exists(_libraries, static name => NativeLibrary.TryLoad(name, out _))
            ? SafeEvpPKeyHandle.OpenSslVersion
            : null;

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
