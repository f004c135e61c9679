using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tls;

/// <summary>Whom a certificate is for.</summary>
internal static class CertificateNames
{
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

        return Uri.CheckHostName(ascii) != UriHostNameType.Unknown
            && certificate.MatchesHostname(ascii, allowWildcards: true, allowCommonName: !HasAlternatives(certificate));
    }

    /// <summary>The names as they stand in the certificate.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        if (!HasAlternatives(certificate))
        {
            string common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            return common.Length == 0 ? [] : [common];
        }

        var names = new List<string>();
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == SubjectAlternativeName)
            {
                var alternatives = new X509SubjectAlternativeNameExtension(extension.RawData);
                names.AddRange(alternatives.EnumerateDnsNames());
                names.AddRange(alternatives.EnumerateIPAddresses().Select(static address => address.ToString()));
            }
        }

        return names;
    }

    private static bool HasAlternatives(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == SubjectAlternativeName)
            {
                return true;
            }
        }

        return false;
    }
}
