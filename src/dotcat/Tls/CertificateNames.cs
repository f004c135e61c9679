using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>Whom a certificate is for (RFC 6125, section 6.4).</summary>
internal static class CertificateNames
{
    private const string CommonNameType = "2.5.4.3";
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>What speaks against taking the certificate for that host's; null where nothing does.</summary>
    public static Sentence? Problem(X509Certificate2 certificate, string host)
    {
        try
        {
            return Match(certificate, host) ? null
                : Of(certificate) is { Length: > 0 } names ? Messages.NameMismatch(host, names)
                : HasAlternatives(certificate) ? Messages.NoHostName(host, CommonName(certificate))
                : Messages.NoName(host);
        }
        catch (CryptographicException)
        {
            return Messages.DamagedNames;
        }
    }

    /// <summary>By the alternative names; by the common name only where there are none at all.</summary>
    /// <exception cref="CryptographicException">Its names are damaged.</exception>
    public static bool Match(X509Certificate2 certificate, string host)
    {
        (IEnumerable<string> names, IEnumerable<IPAddress> addresses) = Read(certificate);
        if (HostName.ForCertificate(host) is { } asked)
        {
            return names.Any(name => MatchName(HostName.ForCertificate(name) ?? name, asked));
        }

        return IPAddress.TryParse(HostName.ToAscii(host), out IPAddress? address)
            && addresses.Contains(new IPAddress(address.GetAddressBytes())); // no certificate names an interface
    }

    /// <summary>The names as they stand in the certificate.</summary>
    /// <exception cref="CryptographicException">They are damaged.</exception>
    public static string[] Of(X509Certificate2 certificate)
    {
        (IEnumerable<string> names, IEnumerable<IPAddress> addresses) = Read(certificate);
        return [.. names, .. addresses.Select(static ip => $"{ip}")];
    }

    private static (IEnumerable<string> Names, IEnumerable<IPAddress> Addresses) Read(X509Certificate2 certificate)
    {
        if (!HasAlternatives(certificate))
        {
            string? common = CommonName(certificate);
            return IPAddress.TryParse(common, out IPAddress? address) ? ([], [address])
                : common is null ? ([], [])
                : ([common], []);
        }

        var alternatives = certificate
            .Extensions.Where(static extension => extension.Oid?.Value == SubjectAlternativeName)
            .Select(static extension => new X509SubjectAlternativeNameExtension(extension.RawData))
            .ToList();
        return (
            alternatives.SelectMany(static one => one.EnumerateDnsNames()),
            alternatives.SelectMany(static one => one.EnumerateIPAddresses())
        );
    }

    /// <summary>A wildcard stands for one label, and never directly under a top-level name.</summary>
    private static bool MatchName(string pattern, string asked) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? pattern.IndexOf('.', 2) > 0
                && asked.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
                && asked.AsSpan(dot).SequenceEqual(pattern.AsSpan(1))
            : pattern == asked;

    private static string? CommonName(X509Certificate2 certificate) =>
        certificate
            .SubjectName.EnumerateRelativeDistinguishedNames()
            .FirstOrDefault(static part =>
                !part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameType
            )
            ?.GetSingleElementValue();

    private static bool HasAlternatives(X509Certificate2 certificate) =>
        certificate.Extensions[SubjectAlternativeName] is not null;
}
