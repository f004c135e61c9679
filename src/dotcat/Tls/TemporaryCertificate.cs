using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;

namespace Dotcat.Tls;

/// <summary>What a listener shows that was given no certificate: self-signed, so that clients need its SHA-256.</summary>
internal static class TemporaryCertificate
{
    private const string Localhost = "localhost";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280, section 4.2.1.12

    private static readonly TimeSpan _validity = TimeSpan.FromDays(7);
    private static readonly TimeSpan _clockSkew = TimeSpan.FromHours(1);

    /// <summary>
    /// ECDSA P-256, for this machine's name, the host that the user named, and the addresses that are listened on. Where
    /// that is every address, only those of loopback are named: the others are nobody's business, and change.
    /// </summary>
    public static X509Certificate2 Create(string? host, IEnumerable<IPAddress> listening, DateTimeOffset now)
    {
        TlsLibrary.Require();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string machine = HostName.ForCertificate(Environment.MachineName) ?? Localhost;
        var request = new CertificateRequest("CN=" + machine, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names([machine, host ?? machine], [.. listening.SelectMany(Spelled)]));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false)
        );
        return CertificateFiles.Usable(request.CreateSelfSigned(now - _clockSkew, now + _validity));
    }

    private static X509Extension Names(HashSet<string> hosts, HashSet<IPAddress> addresses)
    {
        if (addresses.Any(IPAddress.IsLoopback))
        {
            hosts.Add(Localhost);
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in hosts.Select(HostName.ForCertificate).OfType<string>())
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private static IEnumerable<IPAddress> Spelled(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [new IPAddress(address.GetAddressBytes())]; // without the zone of a link-local one
}
