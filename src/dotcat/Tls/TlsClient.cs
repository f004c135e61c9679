using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>The client's end of TLS.</summary>
internal sealed class TlsClient
{
    private readonly TlsClientOptions _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly X509Certificate2Collection? _authorities;
    private readonly Reporter _reporter;

    /// <summary>Reads the files that the options name.</summary>
    /// <param name="options">What to agree on, and whom to believe.</param>
    /// <param name="password">Gets the password for a file's key; null where there is none to be had.</param>
    /// <param name="reporter">Hears what was agreed on, and of a certificate that nobody verified.</param>
    /// <exception cref="DotcatException">A file is not what it should be.</exception>
    public TlsClient(TlsClientOptions options, Func<string, string?> password, Reporter reporter)
    {
        _options = options;
        _reporter = reporter;
        _certificate = options.CertificateFile is { } file
            ? new CertificateFiles(password).Load(file, options.KeyFile)
            : null;
        _authorities = options.TrustFile is { } trust ? CertificateFiles.LoadAll(trust) : null;
    }

    /// <summary>Where it does not, the system's authorities, some hundred files, need not be read.</summary>
    private bool LooksAtChain => _options is { Verify: true, Pin: null };

    /// <summary>Makes the channel a TLS session, and takes it over: it is disposed of where that fails.</summary>
    /// <param name="channel">The connection to the server.</param>
    /// <param name="host">
    /// What the user called the server: the name it must have, unless the options name another; null where that is
    /// no name, but a path.
    /// </param>
    /// <param name="cancellation">The limit.</param>
    /// <exception cref="DotcatException">The peer speaks no TLS, is not believed, or does not want us.</exception>
    public async Task<TlsChannel> ConnectAsync(Channel channel, string? host, CancellationToken cancellation)
    {
        string name = _options.Name ?? host ?? "";
        var handshake = new TlsHandshake(channel, _reporter);
        TlsChannel session = await handshake.RunAsync(tls =>
            tls.AuthenticateAsClientAsync(Options(name, handshake), cancellation)
        );
        if (_options is { Verify: false, Pin: null })
        {
            _reporter.Say(Messages.NotVerified(session.Name, CertificateCheck.Fingerprint(session.PeerCertificate!)));
        }

        return session;
    }

    private SslClientAuthenticationOptions Options(string name, TlsHandshake handshake)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = _options.Versions,
            ApplicationProtocols = TlsSettings.Alpn(_options),
            CipherSuitesPolicy = TlsSettings.Ciphers(_options),
            CertificateChainPolicy = CertificateCheck.Policy(LooksAtChain ? _authorities : []),
            AllowTlsResume = false,
            ClientCertificateContext = _certificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                handshake.Refusal = certificate is X509Certificate2 shown
                    ? Judge(shown, chain!, name)
                    : Messages.NoCertificateShown;
                return handshake.Refusal is null;
            },
        };
        if (_certificate is null)
        {
            // Asked a second time, with the server's certificate at hand, where the server wants one.
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                handshake.CertificateMissed |= remote is not null;
                return null!;
            };
        }

        return options;
    }

    /// <summary>What speaks against a certificate; null where nothing does.</summary>
    private string? Judge(X509Certificate2 certificate, X509Chain chain, string name)
    {
        if (_options.Pin is { } pin)
        {
            string shown = CertificateCheck.Fingerprint(certificate);
            return shown == pin ? null : Messages.NotPinned(shown);
        }

        return !_options.Verify ? null
            : CertificateCheck.Problem(certificate, chain) is { } problem ? problem
            : CertificateNames.Match(certificate, name) ? null
            : Messages.NameMismatch(name, CertificateNames.Of(certificate));
    }
}
