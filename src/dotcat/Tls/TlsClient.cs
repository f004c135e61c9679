using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>The client's end of TLS.</summary>
/// <remarks>Reads the files that the options name.</remarks>
/// <exception cref="DotcatException">A file is not what it should be.</exception>
internal sealed class TlsClient(TlsClientOptions options, Func<string, string?> password, Reporter reporter)
{
    private readonly SslStreamCertificateContext? _certificate = options.CertificateFile is { } file
        ? new CertificateFiles(password).Load(file, options.KeyFile)
        : null;

    private readonly X509Certificate2Collection? _authorities = options.TrustFile is { } trust
        ? CertificateFiles.LoadAll(trust)
        : null;

    /// <summary>Where it does not, the system's authorities, some hundred files, need not be read.</summary>
    private bool LooksAtChain => options is { Verify: true, Pin: null };

    /// <summary>Makes the channel a TLS session, and takes it over: it is disposed of where that fails.</summary>
    /// <remarks>The host is the name that the server must have, unless the options name another; null for a path.</remarks>
    /// <exception cref="DotcatException">The peer speaks no TLS, is not believed, or does not want us.</exception>
    public async Task<TlsChannel> ConnectAsync(Channel channel, string? host, CancellationToken cancellation)
    {
        string name = options.Name ?? host ?? "";
        var handshake = new TlsHandshake(channel, reporter);
        TlsChannel session = await handshake.RunAsync(tls =>
            tls.AuthenticateAsClientAsync(Options(name, handshake), cancellation)
        );
        if (options is { Verify: false, Pin: null })
        {
            string? pin = options.CanBePinned ? CertificateCheck.Fingerprint(session.PeerCertificate!) : null;
            Sentence words = Messages.NotVerified(session.Name, pin);
            reporter.Tell(new Event.Note(words) { Peer = session.Name, Sha256 = pin });
        }

        return session;
    }

    private SslClientAuthenticationOptions Options(string name, TlsHandshake handshake)
    {
        var client = new SslClientAuthenticationOptions
        {
            TargetHost = HostName.ForCertificate(name) ?? "", // never an address (RFC 6066, section 3)
            EnabledSslProtocols = options.Versions,
            ApplicationProtocols = options.AlpnProtocols,
            CipherSuitesPolicy = options.CipherPolicy,
            CertificateChainPolicy = CertificateCheck.Policy(LooksAtChain ? _authorities : []),
            AllowTlsResume = OperatingSystem.IsWindows(),
            ClientCertificateContext = _certificate,
            RemoteCertificateValidationCallback = handshake.Judging(
                (certificate, chain) => Judge(certificate, chain, name)
            ),
        };
        if (_certificate is null)
        {
            // Asked a second time, with the server's certificate at hand, where the server wants one.
            client.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                handshake.CertificateMissed |= remote is not null;
                return null!;
            };
        }

        return client;
    }

    /// <summary>What speaks against a certificate; null where nothing does.</summary>
    private Sentence? Judge(X509Certificate2 certificate, X509Chain chain, string name)
    {
        if (options.Pin is { } pin)
        {
            string shown = CertificateCheck.Fingerprint(certificate);
            return shown == pin ? null : Messages.NotPinned(shown);
        }

        return options.Verify
            ? CertificateCheck.Problem(certificate, chain, options.CanBePinned)
                ?? CertificateNames.Problem(certificate, name)
            : null;
    }
}
