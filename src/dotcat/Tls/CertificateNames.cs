using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tls;

/// <summary>Whom a certificate is for.</summary>
internal static class CertificateNames
{
    private const string CommonNameType = "2.5.4.3";
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>By the alternative names, wildcards included; by the common name only where there are none at all.</summary>
    public static bool Match(X509Certificate2 certificate, string name)
    {
        string ascii = name.TrimEnd('.');
        if (IPAddress.TryParse(ascii, out IPAddress? address))
        {
            ascii = new IPAddress(address.GetAddressBytes()).ToString(); // no certificate names an interface
        }
        else
        {
            try
            {
                ascii = new IdnMapping().GetAscii(ascii);
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        bool isAlone = !HasAlternatives(certificate);
        return Uri.CheckHostName(ascii) != UriHostNameType.Unknown
            && (
                certificate.MatchesHostname(ascii, allowWildcards: true, allowCommonName: isAlone)
                || (isAlone && address is null && CommonName(certificate) is { } common && MatchWildcard(common, ascii))
            );
    }

    /// <summary>The names as they stand in the certificate.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        if (!HasAlternatives(certificate))
        {
            return CommonName(certificate) is { } common ? [common] : [];
        }

        var alternatives = certificate
            .Extensions.Where(static extension => extension.Oid?.Value == SubjectAlternativeName)
            .Select(static extension => new X509SubjectAlternativeNameExtension(extension.RawData))
            .ToList();
        IEnumerable<IPAddress> addresses = alternatives.SelectMany(static one => one.EnumerateIPAddresses());
        return
        [
            .. alternatives.SelectMany(static one => one.EnumerateDnsNames()),
            .. addresses.Select(static ip => $"{ip}"),
        ];
    }

    /// <summary>The platform gives wildcards only to alternative names.</summary>
    private static bool MatchWildcard(string pattern, string name) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
        && pattern.LastIndexOf('.') > 1
        && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
        && name.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase);

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
