using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>Keys and signatures that others can forge today (RFC 8446, section 4.4.2.4; RFC 9325, section 4.5).</summary>
public sealed class CertificateStrengthTests
{
    [Theory]
    [InlineData("RSA 2048", null)]
    [InlineData("RSA 3072", null)]
    [InlineData("P-256", null)]
    [InlineData("P-384", null)]
    [InlineData("P-521", null)]
    [InlineData("RSA 512", "the certificate's key is too weak: RSA with 512 bits")]
    [InlineData("RSA 768", "the certificate's key is too weak: RSA with 768 bits")]
    [InlineData("RSA 1024", "the certificate's key is too weak: RSA with 1024 bits")]
    [InlineData("RSA 2040", "the certificate's key is too weak: RSA with 2040 bits")]
    [InlineData("P-224", "the certificate's key is too weak: ECDSA with 224 bits")]
    public void Key_OfThePeer_IsStrongEnoughOrNamed(string key, string? problem)
    {
        using var root = new CertificateAuthority("root");

        Assert.Equal(problem, Judge(root.Issue(key: Key(key)), root));
    }

    [Theory]
    [InlineData("RSA 512", "RSA with 512 bits")]
    [InlineData("RSA 1024", "RSA with 1024 bits")]
    [InlineData("P-224", "ECDSA with 224 bits")]
    public void Key_OfAnAuthority_CountsAsWell(string key, string named)
    {
        using var weakRoot = new CertificateAuthority("old root", key: Key(key));
        Assert.Equal($"the key of its authority CN=old root is too weak: {named}", Judge(weakRoot.Issue(), weakRoot));

        using var root = new CertificateAuthority("root");
        using var middle = new CertificateAuthority("middle", root, key: Key(key));
        Assert.Equal($"the key of its authority CN=middle is too weak: {named}", Judge(middle.Issue(), root, middle));
    }

    [Theory]
    [InlineData("MD5", "MD5")]
    [InlineData("SHA1", "SHA-1")]
    public void Signature_OnEachButTheAnchor_Counts(string hash, string named)
    {
        var old = new HashAlgorithmName(hash);
        using var root = new CertificateAuthority("root", key: Key("RSA 2048"));
        Assert.Equal($"the certificate's signature is too weak: {named}", Judge(root.Issue(hash: old), root));

        using var middle = new CertificateAuthority("middle", root, hash: old);
        Assert.Equal(
            $"the signature on the certificate of its authority CN=middle is too weak: {named}",
            Judge(middle.Issue(), root, middle)
        );

        using var oldRoot = new CertificateAuthority("old root", key: Key("RSA 2048"), hash: old);
        Assert.Null(Judge(oldRoot.Issue(), oldRoot)); // it is trusted for itself, whatever is written under it
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [InlineData("SHA3-256")]
    public void Signature_OfToday_IsBelieved(string hash)
    {
        using var root = new CertificateAuthority("root", key: Key("RSA 2048"));

        Assert.Null(Judge(root.Issue(hash: new HashAlgorithmName(hash)), root));
    }

    [Fact]
    public void Certificate_ThatIsTrustedItself_NeedsAStrongKeyOnly()
    {
        using var alone = new CertificateAuthority("alone", key: Key("RSA 2048"), hash: HashAlgorithmName.SHA1);
        Assert.Null(Judge(new Issued(alone.Pem, Key("P-256")), alone));

        using var weak = new CertificateAuthority("weak", key: Key("RSA 1024"));
        Assert.Equal(
            "the certificate's key is too weak: RSA with 1024 bits",
            Judge(new Issued(weak.Pem, Key("P-256")), weak)
        );
    }

    private static string? Judge(Issued issued, CertificateAuthority root, params CertificateAuthority[] between)
    {
        using X509Certificate2 certificate = issued.Certificate;
        using var chain = new X509Chain();
        chain.ChainPolicy = CertificateCheck.Policy([root.Certificate]);
        foreach (CertificateAuthority one in between)
        {
            chain.ChainPolicy.ExtraStore.Add(one.Certificate);
        }

        Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(static one => one.Status)));
        return CertificateCheck.Problem(certificate, chain, canBePinned: false)?.ToString();
    }

    private static AsymmetricAlgorithm Key(string kind) =>
        kind switch
        {
            "P-224" => ECDsa.Create(ECCurve.CreateFromFriendlyName("nistP224")),
            "P-256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "P-384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "P-521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(int.Parse(kind[4..], System.Globalization.CultureInfo.InvariantCulture)),
        };
}
