using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tls;

/// <summary>What a listener shows that was given no certificate: self-signed, so that clients need its SHA-256.</summary>
internal static class TemporaryCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280, section 4.2.1.12

    private static readonly TimeSpan _validity = TimeSpan.FromDays(7);
    private static readonly TimeSpan _clockSkew = TimeSpan.FromHours(1);

    /// <summary>
    /// ECDSA P-256, for localhost, this machine's name, and the addresses that are listened on; the wildcard address
    /// stands for all of the machine's.
    /// </summary>
    public static X509Certificate2 Create(IEnumerable<IPAddress> listening, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + MachineName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(listening));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false)
        );
        return CertificateFiles.Usable(request.CreateSelfSigned(now - _clockSkew, now + _validity));
    }

    private static string MachineName =>
        Uri.CheckHostName(Environment.MachineName) == UriHostNameType.Dns ? Environment.MachineName : "localhost";

    private static X509Extension Names(IEnumerable<IPAddress> listening)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in new HashSet<string>(["localhost", MachineName], StringComparer.OrdinalIgnoreCase))
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in listening.SelectMany(Spelled).ToHashSet())
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private static IEnumerable<IPAddress> Spelled(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? NetworkInterface
                .GetAllNetworkInterfaces()
                .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
                .Select(static own => own.Address)
            : [address];
}
