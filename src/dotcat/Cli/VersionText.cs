using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dotcat.Tls;

namespace Dotcat.Cli;

/// <summary>Which dotcat this is; in detail also what a report of a fault needs.</summary>
internal static class VersionText
{
    public static string Number =>
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static string Make(bool inDetail) => inDetail ? Details() : $"dotcat {Number}\n";

    private static string Details() =>
        $"""
            dotcat {Number}
            {(RuntimeFeature.IsDynamicCodeSupported ? "portable" : "native")}, {RuntimeInformation.FrameworkDescription}
            {RuntimeInformation.OSDescription}, {Architecture}
            TLS 1.2 and 1.3 by {TlsLibrary.Name}
            built in: {string.Join(", ", BuiltIn())}

            """;

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static IEnumerable<string> BuiltIn()
    {
        yield return "TCP";
        yield return "UDP";
        if (Socket.OSSupportsUnixDomainSockets)
        {
            yield return "Unix sockets";
        }

        if (OperatingSystem.IsLinux())
        {
            yield return "abstract names";
            yield return "splice";
        }

        yield return "TLS";
        yield return "HTTP and SOCKS proxies";
    }
}
