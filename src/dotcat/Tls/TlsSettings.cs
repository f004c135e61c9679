using System.Net.Security;

namespace Dotcat.Tls;

/// <summary>Options in the platform's types.</summary>
internal static class TlsSettings
{
    public static List<SslApplicationProtocol>? Alpn(TlsOptions options) =>
        options.Alpn.Count == 0 ? null : [.. options.Alpn.Select(static name => new SslApplicationProtocol(name))];

    /// <summary>Windows has no policy for one program: the command line is refused there.</summary>
    public static CipherSuitesPolicy? Ciphers(TlsOptions options) =>
        options.Ciphers.Count == 0 || OperatingSystem.IsWindows() ? null : new CipherSuitesPolicy(options.Ciphers);
}
