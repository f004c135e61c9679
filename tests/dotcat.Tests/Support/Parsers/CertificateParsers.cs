using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>Whom a certificate is for.</summary>
internal static class CertificateParsers
{
    private const byte DnsName = 0x82;
    private const byte Address = 0x87;
    private const string CommonName = "2.5.4.3";
    private const string AlternativeName = "2.5.29.17";

    private static readonly string[] _hosts = ["a.example", "bücher.example", "127.0.0.1", "::1"];

    private static readonly byte[] _key = PublicKey();

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("names in certificates", Check)
        {
            Seeds =
            [
                [
                    1,
                    .. Sequence([
                        DnsName,
                        9,
                        .. "a.example"u8,
                        DnsName,
                        11,
                        .. "*.b.example"u8,
                        Address,
                        4,
                        127,
                        0,
                        0,
                        1,
                    ]),
                ],
                [1, .. Sequence([DnsName, 24, .. "xn--bcher-kva.example"u8, 0x1b, 0x5b, 0x4a])],
                [1, .. Sequence([Address, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x81, 1, 0x61])],
                [0, 0x0C, 9, .. "a.example"u8],
                [0, 0x13, 9, .. "127.0.0.1"u8],
                [0, 0x1E, 4, 0, 0x1b, 0x20, 0x2e],
                [0, 0x0C, 12, .. "bücher\u202e\u001b[J"u8],
            ],
            Words =
            [
                [DnsName],
                [Address],
                [0x81],
                [0xA0],
                [0x30],
                [0x0C],
                [0x1E],
                [0x80],
                [0x82, 1],
                .. Parser.Utf8("*.", "xn--", ".", "é", "\u001b[2J", "\u202e", "\0", "a.example"),
            ],
        },
    ];

    /// <summary>The alternative names of a certificate are the bytes, or its common name is; the first byte says which.</summary>
    private static void Check(byte[] bytes)
    {
        if (bytes.Length == 0 || Load(isAlternative: (bytes[0] & 1) == 1, bytes[1..]) is not { } certificate)
        {
            return;
        }

        using (certificate)
        {
            foreach (string host in _hosts)
            {
                Sentence? problem = CertificateNames.Problem(certificate, host);
                Shown.Check($"{problem}");
            }
        }
    }

    /// <summary>Null where the platform takes it for no certificate at all. Nothing here looks at the signature.</summary>
    private static X509Certificate2? Load(bool isAlternative, byte[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteInteger(2);
                }

                writer.WriteInteger(1);
                WriteAlgorithm(writer);
                WriteName(writer, static inner => inner.WriteCharacterString(UniversalTagNumber.UTF8String, "issuer"));
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
                    writer.WriteUtcTime(new DateTimeOffset(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
                }

                WriteName(writer, isAlternative ? null : inner => WriteLoose(inner, names));
                writer.WriteEncodedValue(_key);
                if (isAlternative)
                {
                    WriteExtension(writer, names);
                }
            }

            WriteAlgorithm(writer);
            writer.WriteBitString([0]);
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(writer.Encode());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }
    }

    private static void WriteName(AsnWriter writer, Action<AsnWriter>? value)
    {
        using (writer.PushSequence())
        {
            if (value is null)
            {
                return;
            }

            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(CommonName);
                value(writer);
            }
        }
    }

    private static void WriteExtension(AsnWriter writer, byte[] value)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(AlternativeName);
            writer.WriteOctetString(value);
        }
    }

    /// <summary>A value in a frame of its own, where it is none.</summary>
    private static void WriteLoose(AsnWriter writer, byte[] value)
    {
        try
        {
            writer.WriteEncodedValue(value);
        }
        catch (ArgumentException)
        {
            writer.WriteOctetString(value);
        }
    }

    private static byte[] Sequence(byte[] content) => [0x30, (byte)content.Length, .. content];

    private static byte[] PublicKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfo();
    }
}
