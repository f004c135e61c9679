using System.Net.Security;
using System.Security.Cryptography;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>PEM in its usual forms, and what is said of the others.</summary>
public sealed class CertificateFilesTests : IDisposable
{
    private const string Password = "sesame";

    private static readonly PbeParameters _strong = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1);

    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _root = new("root");
    private readonly Issued _issued;

    public CertificateFilesTests() => _issued = _root.Issue();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CertificateAndKey_InOneFile_AreFoundInAnyOrder(bool keyFirst) =>
        AssertLoads(
            keyFirst ? $"# a comment\n{_issued.KeyPem}\n{_issued.Pem}" : $"{_issued.Pem}\r\n\r\n{_issued.KeyPem}\n",
            key: null
        );

    [Fact]
    public void CertificateAndKey_InTwoFiles_AreFound() => AssertLoads(_issued.Pem, _issued.KeyPem);

    [Theory]
    [InlineData("middle")]
    [InlineData("middle root")]
    [InlineData("root middle")]
    [InlineData("stranger middle root")]
    [InlineData("root")]
    [InlineData("")]
    public void Chain_IsSentAsItStandsInTheFile(string names)
    {
        using var middle = new CertificateAuthority("middle", _root);
        using var stranger = new CertificateAuthority("stranger");
        Issued issued = middle.Issue();
        string[] order = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> behind = order.Select(name =>
            (
                name == "root" ? _root
                : name == "middle" ? middle
                : stranger
            ).Certificate.ExportCertificatePem()
        );

        SslStreamCertificateContext context = Load(string.Join('\n', [issued.Pem, .. behind, issued.KeyPem]), null);

        Assert.Equal(
            order.Select(static name => "CN=" + name),
            context.IntermediateCertificates.Select(static one => one.Subject)
        );
    }

    [Fact]
    public void Key_OfRsa_IsReadInBothForms()
    {
        var rsa = RSA.Create(2048);
        Issued issued = _root.Issue(key: rsa);

        AssertLoads(issued.Pem, rsa.ExportPkcs8PrivateKeyPem());
        AssertLoads(issued.Pem, rsa.ExportRSAPrivateKeyPem());
    }

    [Fact]
    public void Key_OfEcdsa_IsReadInTheOtherForm_WithItsParametersBefore() =>
        AssertLoads(
            _issued.Pem,
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + ((ECDsa)_issued.Key).ExportECPrivateKeyPem()
        );

    [Fact]
    public void Key_Encrypted_IsReadWithItsPassword()
    {
        var rsa = RSA.Create(2048);
        Issued issued = _root.Issue(key: rsa);

        AssertLoads(issued.Pem, rsa.ExportEncryptedPkcs8PrivateKeyPem(Password, _strong));
        AssertLoads(_issued.Pem, _issued.Key.ExportEncryptedPkcs8PrivateKeyPem(Password, _strong));
    }

    [Fact]
    public void Key_Encrypted_IsTheOnlyOneThatAPasswordIsAskedFor()
    {
        AssertLoads(_issued.Pem, _issued.KeyPem, static _ => throw new InvalidOperationException("asked"));

        string? asked = null;
        Refuse(
            _issued.Pem,
            _issued.Key.ExportEncryptedPkcs8PrivateKeyPem(Password, _strong),
            file =>
            {
                asked = file;
                return null;
            }
        );
        Assert.Equal(_folder.File("key"), asked);
    }

    [Fact]
    public void Key_EncryptedWithoutAPassword_IsRefused() =>
        Assert.Equal(
            $"cannot use {_folder.File("key")}: the key is encrypted (DOTCAT_TLS_PASSWORD, or a terminal to ask at)",
            Refuse(_issued.Pem, _issued.Key.ExportEncryptedPkcs8PrivateKeyPem(Password, _strong), static _ => null)
        );

    [Fact]
    public void Key_EncryptedWithAnotherPassword_IsRefused() =>
        Assert.Equal(
            $"cannot use {_folder.File("key")}: the password is wrong, or the key neither RSA nor ECDSA",
            Refuse(_issued.Pem, _issued.Key.ExportEncryptedPkcs8PrivateKeyPem("other", _strong))
        );

    [Fact]
    public void Key_EncryptedInTheOldForm_IsRefusedWithTheWayOut() =>
        Assert.Equal(
            $"cannot use {_folder.File("key")}: the key is encrypted in a form from before PKCS #8"
                + " ('openssl pkcs8 -topk8' makes the new one)",
            Refuse(
                _issued.Pem,
                """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,65A7A8B5E1E4B21E

                AAAA
                -----END EC PRIVATE KEY-----
                """
            )
        );

    [Theory]
    [InlineData("ecdsa")]
    [InlineData("rsa")]
    public void Key_OfAnotherCertificate_IsRefused(string kind)
    {
        AsymmetricAlgorithm other = kind == "rsa" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(
            $"cannot use {_folder.File("key")}: the key does not belong to the certificate",
            Refuse(_issued.Pem, other.ExportPkcs8PrivateKeyPem())
        );
    }

    [Fact]
    public void Key_OfAKindThePlatformLacks_IsRefused() =>
        Assert.Equal(
            $"cannot use {_folder.File("key")}: the key is damaged, or neither RSA nor ECDSA",
            Refuse(
                _issued.Pem,
                // Ed25519, RFC 8410, section 10.3
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """
            )
        );

    [Theory]
    [InlineData("RSA 1024", "the certificate's key is too weak: RSA with 1024 bits")]
    [InlineData("nistP224", "TLS knows no key with the certificate's curve, nistP224")]
    [InlineData("secP256k1", "TLS knows no key with the certificate's curve, secP256k1")]
    [InlineData("brainpoolP256r1", "TLS knows no key with the certificate's curve, brainpoolP256r1")]
    public void Key_ThatTlsCannotUse_IsRefusedBeforeAnybodyConnects(string kind, string cause)
    {
        using AsymmetricAlgorithm key =
            kind == "RSA 1024" ? RSA.Create(1024) : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        Issued issued = _root.Issue(key: key);

        Assert.Equal($"cannot use {_folder.File("certificate")}: {cause}", Refuse(issued.Pem, issued.KeyPem));
    }

    /// <summary>Made by openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit.</summary>
    [Fact]
    public void Key_WithCurveParametersOfItsOwn_IsRefusedBeforeAnybodyConnects() =>
        Assert.Equal(
            $"cannot use {_folder.File("certificate")}: the certificate's key has curve parameters of its own",
            Refuse(
                """
                -----BEGIN CERTIFICATE-----
                MIICYzCCAgmgAwIBAgIUV60kP/BVGBfIKmUMDN9wRYgZihAwCgYIKoZIzj0EAwIw
                DDEKMAgGA1UEAwwBeDAgFw0yNjExMjYwMzA1MjFaGA8yMTI2MTEwMjAzMDUyMVow
                DDEKMAgGA1UEAwwBeDCCAUswggEDBgcqhkjOPQIBMIH3AgEBMCwGByqGSM49AQEC
                IQD/////AAAAAQAAAAAAAAAAAAAAAP///////////////zBbBCD/////AAAAAQAA
                AAAAAAAAAAAAAP///////////////AQgWsY12Ko6k+ez671VdpiGvGUdBrDMU7D2
                O848PifSYEsDFQDEnTYIhucEk2pmeOETnSa3gZ9+kARBBGsX0fLhLEJH+Lzm5WOk
                QPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/
                UfUCIQD/////AAAAAP//////////vOb6racXnoTzucrC/GMlUQIBAQNCAARsiGxo
                YWW6UC6T2VstreVq7ZRwMkGO74pAihgAc9qYDJtB/d99HE86cnrAgzJFtwtIEzGG
                myJJtEI1ihpmq2Pko1MwUTAdBgNVHQ4EFgQUAIRlHk9zSoS2Bu7ftZWt6H7K+nYw
                HwYDVR0jBBgwFoAUAIRlHk9zSoS2Bu7ftZWt6H7K+nYwDwYDVR0TAQH/BAUwAwEB
                /zAKBggqhkjOPQQDAgNIADBFAiBnP/2bDwwnSvvST3DOFJxkyindtcCsgHknODET
                VxlJkgIhALozSUvbmGejSjV4sYJWrnSlEXms3XFcPLXmK8H9Lko0
                -----END CERTIFICATE-----
                """,
                _issued.KeyPem
            )
        );

    [Fact]
    public void Signature_ThatNobodyBelieves_IsRefusedBeforeAnybodyConnects()
    {
        using var root = new CertificateAuthority("root", key: RSA.Create(2048));
        Issued issued = root.Issue(hash: HashAlgorithmName.SHA1);

        Assert.Equal(
            $"cannot use {_folder.File("certificate")}: the certificate's signature is too weak: SHA-1",
            Refuse(issued.Pem, issued.KeyPem)
        );
    }

    [Fact]
    public void Chain_ThatNobodyBelieves_IsRefusedBeforeAnybodyConnects()
    {
        using var root = new CertificateAuthority("root", key: RSA.Create(2048), hash: HashAlgorithmName.SHA1);
        using var weak = new CertificateAuthority("weak", root, key: RSA.Create(1024));
        using var old = new CertificateAuthority("old", root, hash: HashAlgorithmName.SHA1);
        using var good = new CertificateAuthority("good", root);

        AssertLoads(Chain(_issued, good, root), _issued.KeyPem);
        Assert.EndsWith(
            ": the key of its authority CN=weak is too weak: RSA with 1024 bits",
            Refuse(Chain(_issued, weak), _issued.KeyPem),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ": the signature on the certificate of its authority CN=old is too weak: SHA-1",
            Refuse(Chain(_issued, good, old), _issued.KeyPem),
            StringComparison.Ordinal
        );

        static string Chain(Issued own, params CertificateAuthority[] behind) =>
            string.Join('\n', [own.Pem, .. behind.Select(static one => one.Certificate.ExportCertificatePem())]);
    }

    [Fact]
    public void Key_NotThere_IsRefused()
    {
        Assert.Equal(
            $"cannot use {_folder.File("key")}: no private key in it (--tls-key names another file)",
            Refuse(_issued.Pem, _issued.Pem)
        );
        Assert.Equal(
            $"cannot use {_folder.File("certificate")}: no private key in it (--tls-key names another file)",
            Refuse(_issued.Pem, key: null)
        );
    }

    [Fact]
    public void Certificate_NotThere_IsRefused() =>
        Assert.Equal(
            $"cannot use {_folder.File("certificate")}: no certificate in it",
            Refuse("not a certificate", _issued.KeyPem)
        );

    [Fact]
    public void Certificate_Damaged_IsRefused() =>
        Assert.Equal(
            $"cannot use {_folder.File("certificate")}: a certificate in it is damaged",
            Refuse("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", _issued.KeyPem)
        );

    [Theory]
    [InlineData("absent.pem", "no such file")]
    [InlineData("absent/x.pem", "no such file")]
    [InlineData(".", "access to the path")]
    public void File_ThatCannotBeRead_IsRefused(string name, string cause)
    {
        var failure = Assert.Throws<DotcatException>(() => CertificateFiles.LoadAll(_folder.File(name)));

        Assert.StartsWith($"cannot use {_folder.File(name)}: {cause}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NothingTried, failure.ExitCode);
    }

    [Fact]
    public void File_WithoutAName_IsRefused() =>
        Assert.Equal(
            "cannot use : no such file",
            Assert.Throws<DotcatException>(() => CertificateFiles.LoadAll("")).Message
        );

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
    }

    private void AssertLoads(string certificate, string? key, Func<string, string?>? password = null) =>
        Assert.True(Load(certificate, key, password).TargetCertificate.HasPrivateKey);

    private string Refuse(string certificate, string? key, Func<string, string?>? password = null)
    {
        var failure = Assert.Throws<DotcatException>(() => Load(certificate, key, password));
        Assert.Equal(ExitCode.NothingTried, failure.ExitCode);
        return failure.Message;
    }

    private SslStreamCertificateContext Load(string certificate, string? key, Func<string, string?>? password = null)
    {
        _folder.Write("certificate", certificate);
        if (key is not null)
        {
            _folder.Write("key", key);
        }

        return new CertificateFiles(password ?? (static _ => Password)).Load(
            _folder.File("certificate"),
            key is null ? null : _folder.File("key")
        );
    }
}
