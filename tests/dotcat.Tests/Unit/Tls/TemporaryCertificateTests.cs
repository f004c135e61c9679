using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

public sealed class TemporaryCertificateTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Certificate_IsForTheMachineAndWhereItListens()
    {
        using X509Certificate2 made = TemporaryCertificate.Create(
            [IPAddress.Parse("192.0.2.7"), IPAddress.IPv6Loopback],
            _now
        );

        Assert.True(CertificateNames.Match(made, "localhost"));
        Assert.True(CertificateNames.Match(made, "192.0.2.7"));
        Assert.True(CertificateNames.Match(made, "::1"));
        Assert.False(CertificateNames.Match(made, "127.0.0.1"));
    }

    [Fact]
    public void Certificate_ForEverywhere_IsForTheMachinesOwnAddresses()
    {
        using X509Certificate2 made = TemporaryCertificate.Create([IPAddress.IPv6Any], _now);

        Assert.True(CertificateNames.Match(made, "127.0.0.1"));
        Assert.False(CertificateNames.Match(made, "::"));
    }

    [Fact]
    public void Certificate_IsEcdsaOverP256_AndHasItsKey()
    {
        using X509Certificate2 made = TemporaryCertificate.Create([], _now);

        Assert.True(made.HasPrivateKey);
        Assert.Equal(256, made.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(_now.AddDays(7).UtcDateTime, made.NotAfter.ToUniversalTime());
        Assert.True(made.NotBefore.ToUniversalTime() < _now.UtcDateTime);
    }

    [Fact]
    public void Certificates_AreNeverTheSame()
    {
        using X509Certificate2 one = TemporaryCertificate.Create([], _now);
        using X509Certificate2 other = TemporaryCertificate.Create([], _now);

        Assert.NotEqual(CertificateCheck.Fingerprint(one), CertificateCheck.Fingerprint(other));
    }
}
