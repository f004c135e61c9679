using System.Net.Security;
using System.Security.Authentication;

namespace Dotcat.Tls;

/// <summary>What both ends of TLS can be told.</summary>
internal abstract record TlsOptions
{
    /// <summary>PEM file of the own certificate, its chain behind it; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key; null where that stands in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The versions to agree on.</summary>
#pragma warning disable CA5398 // TLS 1.2 and 1.3 are what dotcat promises, whatever the system's defaults are
    public SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398

    /// <summary>Application protocols, the best first; none where it is empty (ALPN, RFC 7301).</summary>
    public IReadOnlyList<string> Alpn { get; init; } = [];

    /// <summary>The only cipher suites to agree on; the system's choice where it is empty.</summary>
    public IReadOnlyList<TlsCipherSuite> Ciphers { get; init; } = [];

    public List<SslApplicationProtocol>? AlpnProtocols =>
        Alpn.Count == 0 ? null : [.. Alpn.Select(static name => new SslApplicationProtocol(name))];

    /// <summary>Windows has no policy for one program: the command line is refused there.</summary>
    public CipherSuitesPolicy? CipherPolicy =>
        Ciphers.Count == 0 || OperatingSystem.IsWindows() ? null : new CipherSuitesPolicy(Ciphers);
}
