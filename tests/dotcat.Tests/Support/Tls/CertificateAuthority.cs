using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tests.Support.Tls;

/// <summary>A certificate authority of a test's own.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly X509Certificate2 _certificate;
    private readonly CertificateAuthority? _issuer;

    public CertificateAuthority(
        string name,
        CertificateAuthority? issuer = null,
        DateTimeOffset? until = null,
        AsymmetricAlgorithm? key = null,
        HashAlgorithmName? hash = null // of the signature on its own certificate
    )
    {
        _key = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = RequestFor($"CN={name}", _key, hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-20);
        _issuer = issuer;
        CertificateAuthority signer = issuer ?? this;
        _certificate = request.Create(
            issuer?._certificate.SubjectName ?? request.SubjectName,
            Signatures.By(signer._key),
            start,
            until ?? DateTimeOffset.UtcNow.AddDays(issuer is null ? 20 : 15),
            Serial()
        );
    }

    public X509Certificate2 Certificate => _certificate;

    /// <summary>The chain from here on, without the root; the root alone where it is one.</summary>
    public string Pem =>
        _issuer is { _issuer: not null }
            ? $"{_certificate.ExportCertificatePem()}\n{_issuer.Pem}"
            : _certificate.ExportCertificatePem();

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    public Issued Issue(
        string subject = "CN=server",
        IReadOnlyList<string>? names = null,
        AsymmetricAlgorithm? key = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        bool forClients = false,
        HashAlgorithmName? hash = null
    )
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = RequestFor(subject, key, hash);
        if (names is not [])
        {
            request.CertificateExtensions.Add(Alternatives(names ?? ["localhost", "127.0.0.1"]));
        }

        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(forClients ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false)
        );
        using X509Certificate2 signed = request.Create(
            _certificate.SubjectName,
            Signatures.By(_key),
            from ?? DateTimeOffset.UtcNow.AddDays(-10),
            until ?? DateTimeOffset.UtcNow.AddDays(10),
            Serial()
        );
        return new Issued(signed.ExportCertificatePem(), key);
    }

    /// <summary>A certificate that vouches for itself.</summary>
    public static Issued SelfSigned(DateTimeOffset? until = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = RequestFor("CN=alone", key);
        request.CertificateExtensions.Add(Alternatives(["localhost"]));
        using X509Certificate2 signed = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-10),
            until ?? DateTimeOffset.UtcNow.AddDays(10)
        );
        return new Issued(signed.ExportCertificatePem(), key);
    }

    private static CertificateRequest RequestFor(
        string subject,
        AsymmetricAlgorithm key,
        HashAlgorithmName? hash = null
    ) =>
        key is RSA rsa
            ? new CertificateRequest(subject, rsa, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, hash ?? HashAlgorithmName.SHA256);

    private static X509Extension Alternatives(IReadOnlyList<string> names)
    {
        if (names is [var only] && only.Any(char.IsControl))
        {
            return AsItStands(only);
        }

        var builder = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                builder.AddIpAddress(address);
            }
            else if (name.Contains('@', StringComparison.Ordinal))
            {
                builder.AddEmailAddress(name);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }

    /// <summary>A DNS name that the builder would not take.</summary>
    private static X509Extension AsItStands(string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(8);
}
