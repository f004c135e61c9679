using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

public sealed class TemporaryCertificateTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("192.0.2.7 2001:db8::7", "192.0.2.7 2001:db8::7")]
    [InlineData("127.0.0.1", "localhost 127.0.0.1")]
    [InlineData("::1", "localhost ::1")]
    [InlineData("127.0.0.2", "localhost 127.0.0.2")]
    [InlineData("0.0.0.0", "localhost 127.0.0.1 ::1")]
    [InlineData(":: 0.0.0.0", "localhost 127.0.0.1 ::1")]
    [InlineData("fe80::1%2", "fe80::1")]
    public void Certificate_IsForTheMachineAndWhereItListens(string listening, string names)
    {
        IEnumerable<IPAddress> addresses = listening.Split(' ').Select(IPAddress.Parse);
        using X509Certificate2 made = TemporaryCertificate.Create(null, addresses, _now);

        Assert.Equal(
            names.Split(' ').Append(Environment.MachineName.ToLowerInvariant()).Distinct().Order(),
            CertificateNames.Of(made).Order()
        );
    }

    [Theory]
    [InlineData("service.example", "service.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    public void Certificate_IsForTheHostThatTheUserNamed(string host, string name)
    {
        using X509Certificate2 made = TemporaryCertificate.Create(host, [IPAddress.Parse("192.0.2.7")], _now);

        Assert.True(CertificateNames.Match(made, name));
    }

    [Fact]
    public void Certificate_IsEcdsaOverP256_AndHasItsKey()
    {
        using X509Certificate2 made = TemporaryCertificate.Create(null, [], _now);

        Assert.True(made.HasPrivateKey);
        Assert.Equal(256, made.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(_now.AddDays(7).UtcDateTime, made.NotAfter.ToUniversalTime());
        Assert.True(made.NotBefore.ToUniversalTime() < _now.UtcDateTime);
    }

    [Fact]
    public void Certificates_AreNeverTheSame()
    {
        using X509Certificate2 one = TemporaryCertificate.Create(null, [], _now);
        using X509Certificate2 other = TemporaryCertificate.Create(null, [], _now);

        Assert.NotEqual(CertificateCheck.Fingerprint(one), CertificateCheck.Fingerprint(other));
    }
}
