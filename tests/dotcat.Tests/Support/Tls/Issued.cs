using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tests.Support.Tls;

/// <summary>A certificate and its key.</summary>
internal sealed record Issued(string Pem, AsymmetricAlgorithm Key)
{
    public string KeyPem => Key.ExportPkcs8PrivateKeyPem();

    public X509Certificate2 Certificate => X509Certificate2.CreateFromPem(Pem);

    public string Sha256 => Certificate.GetCertHashString(HashAlgorithmName.SHA256);
}
