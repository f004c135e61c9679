using System.Globalization;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>Which certificates a client believes, and what it says of the others.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _root = new("root");

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    public async Task Certificate_OfATrustedAuthorityForTheName_IsBelieved(string host)
    {
        await using TlsPair pair = Meet(_root.Issue(), Trusting(), host);

        await pair.Client;
        Assert.DoesNotContain("not verified", pair.ClientSaid, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_OfAnIntermediateThatIsSentAlong_IsBelieved()
    {
        using var middle = new CertificateAuthority("middle", _root);
        Issued issued = middle.Issue();

        await using TlsPair pair = Meet(issued with { Pem = $"{issued.Pem}\n{middle.Pem}" }, Trusting());

        await pair.Client;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_ThatVouchesForItself_IsBelievedWhereItIsTrusted()
    {
        Issued alone = CertificateAuthority.SelfSigned();

        await using TlsPair pair = Meet(
            alone,
            new TlsClientOptions { TrustFile = _folder.Write("trust.pem", alone.Pem) }
        );

        await pair.Client;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_WithoutAlternativeNames_IsBelievedByItsCommonName()
    {
        await using TlsPair pair = Meet(_root.Issue("CN=localhost", names: []), Trusting());

        await pair.Client;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_WithAlternativeNames_IsNotBelievedByItsCommonName()
    {
        await using TlsPair pair = Meet(_root.Issue("CN=localhost", names: ["other.example", "192.0.2.1"]), Trusting());

        Assert.Equal(
            "no TLS with the server: the certificate is for other.example, 192.0.2.1, and not for localhost",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_ForTheNameAskedFor_IsBelievedWhateverTheHost()
    {
        await using TlsPair pair = Meet(
            _root.Issue(names: ["service.example"]),
            Trusting() with
            {
                Name = "service.example",
            },
            "127.0.0.1"
        );

        await pair.Client;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_OutOfDate_IsToldWithTheDate()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(-3);
        await using TlsPair pair = Meet(_root.Issue(until: end), Trusting());

        Assert.Equal($"no TLS with the server: the certificate expired on {Day(end)}", await pair.ClientFailureAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_OfTomorrow_IsToldWithTheDate()
    {
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(2);
        await using TlsPair pair = Meet(_root.Issue(from: start), Trusting());

        Assert.Equal(
            $"no TLS with the server: the certificate is valid only from {Day(start)}",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_OfAnAuthorityOutOfDate_IsToldWithItsNameAndTheDate()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(-3);
        using var old = new CertificateAuthority("old", until: end);
        await using TlsPair pair = Meet(
            old.Issue(),
            new TlsClientOptions { TrustFile = _folder.Write("trust.pem", old.Pem) }
        );

        Assert.Equal(
            $"no TLS with the server: the certificate of its authority expired on {Day(end)}: CN=old",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_ThatVouchesForItself_IsToldWithItsSha256()
    {
        Issued alone = CertificateAuthority.SelfSigned();
        await using TlsPair pair = Meet(alone, Trusting());

        Assert.Equal(
            $"no TLS with the server: the certificate is self-signed (to accept it: --tls-pin {alone.Sha256})",
            await pair.ClientFailureAsync()
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Certificate_OfAnUnknownAuthority_IsToldWithItsName(bool rootIsSent)
    {
        using var stranger = new CertificateAuthority("stranger");
        Issued issued = stranger.Issue();
        await using TlsPair pair = Meet(
            rootIsSent ? issued with { Pem = $"{issued.Pem}\n{stranger.Pem}" } : issued,
            Trusting()
        );

        Assert.Equal(
            "no TLS with the server: the certificate's authority is unknown: CN=stranger",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_OfAnUnknownAuthority_IsNotBelievedByTheSystemsEither()
    {
        await using TlsPair pair = Meet(_root.Issue(), new TlsClientOptions());

        Assert.Contains("authority is unknown", await pair.ClientFailureAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_ForClients_IsNoServers()
    {
        await using TlsPair pair = Meet(_root.Issue(forClients: true), Trusting());

        Assert.Equal(
            "no TLS with the server: the certificate is not for this use of it",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_WithControlCharacters_IsToldWithoutThem()
    {
        using var stranger = new CertificateAuthority("red\u001b[31m");
        await using TlsPair pair = Meet(stranger.Issue(), Trusting());

        Assert.EndsWith(@": CN=red\x1b[31m", await pair.ClientFailureAsync(), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("CN=red\u001b[31m\u202e", null, @"red\x1b[31m\u202e")]
    [InlineData("CN=server", "red\u001b[31m\n", @"red\x1b[31m\x0a")]
    public async Task NamesWithControlCharacters_AreToldWithoutThem(string subject, string? alternative, string shown)
    {
        string[] names = alternative is null ? [] : [alternative];
        await using TlsPair pair = Meet(_root.Issue(subject, names), Trusting());

        Assert.Equal(
            $"no TLS with the server: the certificate is for {shown}, and not for localhost",
            await pair.ClientFailureAsync()
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("CN=localhost", "beside them its common name localhost does not count")]
    [InlineData("CN=other", "beside them its common name other does not count")]
    [InlineData("O=nobody", "localhost was asked for")]
    public async Task Certificate_WithMailNamesOnly_IsToldFromOneForAnotherHost(string subject, string why)
    {
        await using TlsPair pair = Meet(_root.Issue(subject, names: ["somebody@localhost"]), Trusting());

        Assert.Equal(
            $"no TLS with the server: none of the certificate's alternative names is a host's, and {why}",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_WithoutAnyName_IsTold()
    {
        await using TlsPair pair = Meet(_root.Issue("O=nobody", names: []), Trusting());

        Assert.Equal(
            "no TLS with the server: the certificate has no name, and localhost was asked for",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_WithManyNames_IsToldByAFewAndTheirNumber()
    {
        string[] names = [.. Enumerable.Range(1, 2000).Select(static i => $"host{i}.example")];
        await using TlsPair pair = Meet(_root.Issue(names: names), Trusting());

        Assert.Equal(
            "no TLS with the server: the certificate is for host1.example, host2.example, host3.example, "
                + "host4.example, host5.example and 1995 more, and not for localhost",
            await pair.ClientFailureAsync()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Certificate_InTheAsciiFormOfItsName_IsBelieved()
    {
        await using TlsPair pair = Meet(_root.Issue(names: ["xn--bcher-kva.example"]), Trusting(), "BÜCHER.example.");

        await pair.Client;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pin_IsHintedAtOnlyWhereThereIsAPlaceForIt()
    {
        Issued alone = CertificateAuthority.SelfSigned();
        await using TlsPair proxy = Meet(alone, Trusting() with { CanBePinned = false });
        Assert.Equal("no TLS with the server: the certificate is self-signed", await proxy.ClientFailureAsync());

        await using TlsPair trusting = Meet(alone, new TlsClientOptions { Verify = false, CanBePinned = false });
        await trusting.Client;
        Assert.EndsWith("is not verified\n", trusting.ClientSaid, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pin_OfTheCertificate_IsEnough()
    {
        Issued alone = CertificateAuthority.SelfSigned(until: DateTimeOffset.UtcNow.AddDays(-1));

        await using TlsPair pair = Meet(alone, new TlsClientOptions { Pin = alone.Sha256 }, "elsewhere.example");

        await pair.Client;
        Assert.DoesNotContain("not verified", pair.ClientSaid, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pin_OfAnotherCertificate_IsToldWithTheOneThatWasShown()
    {
        Issued issued = _root.Issue();
        await using TlsPair pair = Meet(issued, Trusting() with { Pin = CertificateAuthority.SelfSigned().Sha256 });

        Assert.Equal(
            $"no TLS with the server: the certificate is not the pinned one, its SHA-256 is {issued.Sha256}",
            await pair.ClientFailureAsync()
        );
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(0)]
    [InlineData(63)]
    public async Task Pin_WithOneDigitOfAnother_IsAnothers(int digit)
    {
        Issued alone = CertificateAuthority.SelfSigned();
        char[] pin = alone.Sha256.ToCharArray();
        pin[digit] = pin[digit] == '0' ? '1' : '0';
        await using TlsPair pair = Meet(alone, new TlsClientOptions { Pin = new string(pin) });

        Assert.Contains("not the pinned one", await pair.ClientFailureAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoVerification_AcceptsAnything_AndSaysSo()
    {
        Issued alone = CertificateAuthority.SelfSigned(until: DateTimeOffset.UtcNow.AddDays(-1));

        await using TlsPair pair = Meet(alone, new TlsClientOptions { Verify = false }, "elsewhere.example");

        await pair.Client;
        Assert.Contains(
            $"dotcat: the certificate of the server is not verified (to accept only this one: --tls-pin {alone.Sha256})",
            pair.ClientSaid,
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
    }

    private TlsPair Meet(Issued issued, TlsClientOptions client, string host = "localhost") =>
        new(
            client,
            new TlsServerOptions
            {
                CertificateFile = _folder.Write("server.pem", issued.Pem),
                KeyFile = _folder.Write("server.key", issued.KeyPem),
            },
            host
        );

    private TlsClientOptions Trusting() => new() { TrustFile = _folder.Write("root.pem", _root.Pem) };

    private static string Day(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
