using System.Security.Authentication;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>A server that lets in only clients with a certificate of its authority.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _root = new("root");

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(TlsChannelTests.Versions), MemberType = typeof(TlsChannelTests))]
    public async Task OfTheAuthority_IsLetIn(SslProtocols version)
    {
        await using TlsPair pair = Meet(version, _root.Issue("CN=alice", forClients: true));

        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        Assert.Equal("CN=alice", server.PeerCertificate!.Subject);
        Assert.Contains("certificate of CN=alice, issued by CN=root", pair.ServerSaid, StringComparison.Ordinal);
        await client.WriteAsync("in"u8.ToArray(), CancellationToken.None);
        Assert.Equal(2, await server.ReadAsync(new byte[10], CancellationToken.None));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(TlsChannelTests.Versions), MemberType = typeof(TlsChannelTests))]
    public async Task Missing_GetsNothingThrough_AndBothSayWhy(SslProtocols version)
    {
        await using TlsPair pair = Meet(version, issued: null);

        Assert.Equal("no TLS with the client: the peer showed no certificate", await pair.ServerFailureAsync());
        Assert.EndsWith(Messages.CertificateDemanded, await pair.Client.FirstFailureAsync(), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(TlsChannelTests.Versions), MemberType = typeof(TlsChannelTests))]
    public async Task OfAStranger_GetsNothingThrough(SslProtocols version)
    {
        using var stranger = new CertificateAuthority("stranger");
        await using TlsPair pair = Meet(version, stranger.Issue("CN=mallory", forClients: true));

        Assert.Equal(
            "no TLS with the client: the certificate's authority is unknown: CN=stranger",
            await pair.ServerFailureAsync()
        );
        await pair.Client.FirstFailureAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ThatVouchesForItself_IsToldWithoutAHintThatIsForClients()
    {
        await using TlsPair pair = Meet(new TlsServerOptions().Versions, CertificateAuthority.SelfSigned());

        Assert.Equal("no TLS with the client: the certificate is self-signed", await pair.ServerFailureAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutOfDate_GetsNothingThrough()
    {
        Issued old = _root.Issue("CN=alice", forClients: true, until: DateTimeOffset.UtcNow.AddDays(-1));
        await using TlsPair pair = Meet(new TlsServerOptions().Versions, old);

        Assert.Contains("the certificate expired on", await pair.ServerFailureAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OfAServer_GetsNothingThrough()
    {
        await using TlsPair pair = Meet(new TlsServerOptions().Versions, _root.Issue());

        Assert.EndsWith(Messages.NotForThisUse, await pair.ServerFailureAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OfNobody_IsNotAskedFor()
    {
        Issued issued = _root.Issue("CN=alice", forClients: true);
        await using TlsPair pair = new(ClientWith(issued), new TlsServerOptions());

        Assert.Null((await pair.Server).PeerCertificate);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
    }

    private TlsPair Meet(SslProtocols version, Issued? issued) =>
        new(
            issued is null ? new TlsClientOptions { Verify = false } : ClientWith(issued),
            new TlsServerOptions { Versions = version, ClientCaFile = _folder.Write("ca.pem", _root.Pem) }
        );

    private TlsClientOptions ClientWith(Issued issued) =>
        new()
        {
            Verify = false,
            CertificateFile = _folder.Write("client.pem", issued.Pem),
            KeyFile = _folder.Write("client.key", issued.KeyPem),
        };
}
