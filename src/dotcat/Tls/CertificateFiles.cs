using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>Certificates and keys in PEM files (RFC 7468).</summary>
/// <param name="password">Gets the password for a file's key; null where there is none to be had.</param>
internal sealed class CertificateFiles(Func<string, string?> password)
{
    /// <summary>A certificate with its key, and what stands behind it in its file as the chain that is sent along.</summary>
    /// <exception cref="DotcatException">A file cannot be read, or is not what it should be, or nobody would believe it.</exception>
    public SslStreamCertificateContext Load(string certificateFile, string? keyFile)
    {
        X509Certificate2Collection chain = LoadAll(certificateFile);
        if (UsableCertificate.Problem(chain) is { } problem)
        {
            throw Failure(certificateFile, problem);
        }

        X509Certificate2 own = WithKey(chain[0], keyFile ?? certificateFile);
        chain.RemoveAt(0);
        return ShownChain.Create(own, chain);
    }

    /// <summary>All certificates of a file, one at the least.</summary>
    /// <exception cref="DotcatException">It cannot be read, or has none.</exception>
    public static X509Certificate2Collection LoadAll(string file)
    {
        TlsLibrary.Require();
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(ReadText(file));
        }
        catch (CryptographicException e)
        {
            throw Failure(file, Messages.DamagedCertificate, e);
        }

        return certificates.Count > 0 ? certificates : throw Failure(file, Messages.NoCertificateInFile);
    }

    private X509Certificate2 WithKey(X509Certificate2 certificate, string file)
    {
        using AsymmetricAlgorithm key = LoadKey(file);
        try
        {
            return Usable(
                key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key)
            );
        }
        catch (ArgumentException e)
        {
            throw Failure(file, Messages.KeyOfAnother, e);
        }
    }

    /// <summary>Windows encrypts only with keys from its stores: https://github.com/dotnet/runtime/issues/23749</summary>
    internal static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private AsymmetricAlgorithm LoadKey(string file)
    {
        string text = ReadText(file);
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw Failure(file, Messages.KeyInOldForm); // RFC 1421; the platform reads only PKCS #8
        }

        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            ReadOnlySpan<char> label = rest[fields.Label];
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                return ImportKey(file, rest[fields.Location], label is "ENCRYPTED PRIVATE KEY");
            }

            rest = rest[fields.Location.End..];
        }

        throw Failure(file, Messages.NoKeyInFile);
    }

    private AsymmetricAlgorithm ImportKey(string file, ReadOnlySpan<char> pem, bool isEncrypted)
    {
        string? secret = isEncrypted ? password(file) ?? throw Failure(file, Messages.NoPassword) : null;
        return TryImport(RSA.Create(), pem, secret)
            ?? TryImport(ECDsa.Create(), pem, secret)
            ?? throw Failure(file, isEncrypted ? Messages.WrongPassword : Messages.KeyOfUnknownKind);
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, ReadOnlySpan<char> pem, string? secret)
    {
        try
        {
            if (secret is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, secret);
            }

            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose(); // of another kind, or the password is wrong: the caller tells
            return null;
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw Failure(file, Messages.NoSuchFile, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(file, Causes.Of(e), e);
        }
    }

    private static DotcatException Failure(string file, Sentence cause, Exception? inner = null) =>
        new(Messages.CannotUseFile(file, cause), cause, ExitCode.NothingTried, isTransient: false, inner);
}
