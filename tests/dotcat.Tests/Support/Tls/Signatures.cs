using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tests.Support.Tls;

/// <summary>Signatures on certificates, those included that nobody makes any more.</summary>
internal sealed class Signatures(RSA key) : X509SignatureGenerator
{
    private readonly X509SignatureGenerator _today = CreateForRSA(key, RSASignaturePadding.Pkcs1);

    public static X509SignatureGenerator By(AsymmetricAlgorithm key) =>
        key is RSA rsa ? new Signatures(rsa) : CreateForECDsa((ECDsa)key);

    /// <summary>RFC 3279, section 2.2.1.</summary>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
        hashAlgorithm == HashAlgorithmName.MD5 ? Identifier(4)
        : hashAlgorithm == HashAlgorithmName.SHA1 ? Identifier(5)
        : _today.GetSignatureAlgorithmIdentifier(hashAlgorithm);

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, hashAlgorithm, RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => _today.PublicKey;

    /// <summary>SEQUENCE { 1.2.840.113549.1.1.x, NULL }.</summary>
    private static byte[] Identifier(byte last) =>
        [0x30, 13, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, last, 0x05, 0];
}
