using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Benchmarks.Network;

/// <summary>A certificate of the benchmark's own, which comes to be in a folder.</summary>
internal sealed class Certificate
{
    public Certificate(string folder)
    {
        File = Path.Combine(folder, "tls.pem");
        KeyFile = Path.Combine(folder, "tls.key");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        System.IO.File.WriteAllText(File, made.ExportCertificatePem());
        System.IO.File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string File { get; }

    public string KeyFile { get; }
}
