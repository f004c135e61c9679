using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>
/// Whether a certificate's key, and the signature on it, are such that nobody can forge them today: RSA 2048, ECDSA
/// P-256, Ed25519, SHA-256 or better (RFC 8446, section 4.4.2.4; RFC 9325, section 4.5).
/// </summary>
internal static class CertificateStrength
{
    private const int LeastRsa = 2048;
    private const int LeastEcdsa = 256;

    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string Ecdsa = "1.2.840.10045.2.1";

    // Of these the key says the signature, too: RFC 8410, section 3, and RFC 9881, section 2
    private const string Ed25519 = "1.3.101.112";
    private const string Ed448 = "1.3.101.113";
    private const string MlDsa44 = "2.16.840.1.101.3.4.3.17";
    private const string MlDsa65 = "2.16.840.1.101.3.4.3.18";
    private const string MlDsa87 = "2.16.840.1.101.3.4.3.19";

    /// <summary>What is too weak about one certificate of a chain; null where nothing is.</summary>
    /// <param name="certificate">The one.</param>
    /// <param name="isAuthority">Whether another one of the chain was issued by it.</param>
    /// <param name="isAnchor">Whether it is trusted for itself, whatever is written under it.</param>
    /// <param name="pin">By what the user can accept the chain all the same; null for nothing.</param>
    /// <exception cref="AsnContentException">It is damaged.</exception>
    public static Sentence? Problem(X509Certificate2 certificate, bool isAuthority, bool isAnchor, string? pin)
    {
        string? authority = isAuthority ? certificate.Subject : null;
        return WeakKey(certificate.PublicKey) is { } key ? Messages.WeakKey(authority, key, pin)
            : !isAnchor && WeakSignature(certificate) is { } hash ? Messages.WeakSignature(authority, hash, pin)
            : null;
    }

    private static Sentence? WeakKey(PublicKey key) =>
        key.Oid.Value switch
        {
            Rsa or RsaPss => RsaBits(key) is var bits and < LeastRsa ? Messages.Key("RSA", bits) : null,
            Ecdsa => EcdsaBits(key) is var bits and < LeastEcdsa ? Messages.Key("ECDSA", bits) : null,
            Ed25519 or Ed448 or MlDsa44 or MlDsa65 or MlDsa87 => null,
            var other => key.Oid.FriendlyName ?? other,
        };

    /// <summary>The hash in the signature, where that is too weak.</summary>
    private static string? WeakSignature(X509Certificate2 certificate) =>
        certificate.SignatureAlgorithm.Value switch
        {
            Ed25519 or Ed448 or MlDsa44 or MlDsa65 or MlDsa87 => null,
            RsaPss => WeakHash(HashOfPss(certificate)),
            var algorithm => WeakHash(algorithm),
        };

    /// <summary>RFC 8017, appendix A.1.1: SEQUENCE { modulus INTEGER, ... }.</summary>
    private static int RsaBits(PublicKey key) =>
        (int)
            new AsnReader(key.EncodedKeyValue.RawData, AsnEncodingRules.DER)
                .ReadSequence()
                .ReadInteger()
                .GetBitLength();

    /// <summary>A point, SEC 1, section 2.3.3: a byte, and one coordinate or both.</summary>
    private static int EcdsaBits(PublicKey key)
    {
        byte[] point = key.EncodedKeyValue.RawData;
        bool isCompressed = point is [2 or 3, ..];
        return (point.Length - 1) * 8 / (isCompressed ? 1 : 2);
    }

    /// <summary>RFC 4055, section 3.1: SHA-1, unless the signature's parameters name another.</summary>
    private static string HashOfPss(X509Certificate2 certificate)
    {
        AsnReader outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        outer.ReadEncodedValue(); // what is signed
        AsnReader algorithm = outer.ReadSequence();
        algorithm.ReadObjectIdentifier();
        AsnReader parameters = algorithm.ReadSequence();
        var hash = new Asn1Tag(TagClass.ContextSpecific, 0);
        return parameters.HasData && parameters.PeekTag().HasSameClassAndValue(hash)
            ? parameters.ReadSequence(hash).ReadSequence().ReadObjectIdentifier()
            : "1.3.14.3.2.26";
    }

    /// <summary>By the hash, or by the algorithm that holds it. What is not known is weak.</summary>
    private static string? WeakHash(string? oid) =>
        oid switch
        {
            // SHA-256, -384 and -512, with RSA (RFC 8017, appendix A.2.4), ECDSA (RFC 5758, section 3.2), and alone
            "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13" => null,
            "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4" => null,
            "2.16.840.1.101.3.4.2.1" or "2.16.840.1.101.3.4.2.2" or "2.16.840.1.101.3.4.2.3" => null,
            // SHA-3 with ECDSA and RSA: https://csrc.nist.gov/projects/computer-security-objects-register/algorithm-registration
            "2.16.840.1.101.3.4.3.10" or "2.16.840.1.101.3.4.3.11" or "2.16.840.1.101.3.4.3.12" => null,
            "2.16.840.1.101.3.4.3.14" or "2.16.840.1.101.3.4.3.15" or "2.16.840.1.101.3.4.3.16" => null,
            "1.2.840.113549.1.1.4" => "MD5",
            "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" or "1.3.14.3.2.26" or "1.3.14.3.2.29" => "SHA-1",
            "1.2.840.113549.1.1.14" or "1.2.840.10045.4.3.1" or "2.16.840.1.101.3.4.2.4" => "SHA-224",
            _ => oid,
        };
}
