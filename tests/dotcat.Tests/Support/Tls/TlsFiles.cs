namespace Dotcat.Tests.Support.Tls;

/// <summary>A test's own authority and certificates, in PEM files as the command line names them.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TlsFiles()
    {
        TrustFile = Write("authority.pem", Authority.Pem);
        ServerCertificate = Authority.Issue();
        CertificateFile = Write("server.pem", ServerCertificate.Pem);
        KeyFile = Write("server.key", ServerCertificate.KeyPem);
    }

    public CertificateAuthority Authority { get; } = new("the authority");

    /// <summary>For localhost and 127.0.0.1.</summary>
    public Issued ServerCertificate { get; }

    public string TrustFile { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>dotcat's arguments to be the server that the certificate is for.</summary>
    public string[] Server => ["--tls-cert", CertificateFile, "--tls-key", KeyFile];

    /// <summary>dotcat's arguments to believe that server and no other.</summary>
    public string[] Client => ["--tls-trust", TrustFile];

    /// <summary>dotcat's arguments to show a certificate, its key in the same file.</summary>
    public string[] Show(Issued certificate) =>
        ["--tls-cert", Write($"{certificate.Sha256}.pem", certificate.Pem + "\n" + certificate.KeyPem)];

    public string Path(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public void Dispose()
    {
        Authority.Dispose();
        _folder.Dispose();
    }
}
