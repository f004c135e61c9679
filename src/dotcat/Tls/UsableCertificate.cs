using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>Which certificates can be shown: TLS knows fewer kinds of key than there are, and nobody believes weak ones.</summary>
internal static class UsableCertificate
{
    private const string Ecdsa = "1.2.840.10045.2.1";

    /// <summary>What makes an own certificate, and those of its authorities behind it, unusable; null where nothing does.</summary>
    public static Sentence? Problem(X509Certificate2Collection chain)
    {
        try
        {
            return CurveProblem(chain[0].PublicKey) ?? Weakness(chain);
        }
        catch (AsnContentException)
        {
            return Messages.DamagedCertificate;
        }
    }

    private static Sentence? Weakness(X509Certificate2Collection chain)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            bool isAnchor = IsSelfSigned(chain[i]);
            if (CertificateStrength.Problem(chain[i], isAuthority: i > 0, isAnchor, pin: null) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>RFC 8446, section 4.2.3, and RFC 5480, section 2.1.1.</summary>
    private static Sentence? CurveProblem(PublicKey key)
    {
        if (key.Oid.Value != Ecdsa)
        {
            return null;
        }

        var parameters = new AsnReader(key.EncodedParameters?.RawData, AsnEncodingRules.DER);
        if (!parameters.HasData || parameters.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            return Messages.OwnCurve;
        }

        string curve = parameters.ReadObjectIdentifier();
        return curve is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35"
            ? null
            : Messages.UnknownCurve(new Oid(curve).FriendlyName ?? curve);
    }

    private static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
