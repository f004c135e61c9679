using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>The server's end of TLS, for any number of clients at the same time.</summary>
internal sealed class TlsServer
{
    private readonly TlsServerOptions _options;
    private readonly SslStreamCertificateContext _certificate;
    private readonly X509Certificate2Collection? _authorities;
    private readonly Reporter _reporter;
    private readonly TimeProvider _time;

    /// <summary>Reads the files that the options name, or makes a certificate and tells its SHA-256.</summary>
    /// <param name="options">What to agree on, and whom to let in.</param>
    /// <param name="listening">The addresses that a certificate made here is for.</param>
    /// <param name="password">Gets the password for a file's key; null where there is none to be had.</param>
    /// <param name="reporter">Hears of that certificate, and what was agreed on.</param>
    /// <param name="time">The clock of the limit, and of the certificate.</param>
    /// <exception cref="DotcatException">A file is not what it should be.</exception>
    public TlsServer(
        TlsServerOptions options,
        IEnumerable<IPAddress> listening,
        Func<string, string?> password,
        Reporter reporter,
        TimeProvider time
    )
    {
        _options = options;
        _reporter = reporter;
        _time = time;
        _authorities = options.ClientCaFile is { } file ? CertificateFiles.LoadAll(file) : null;
        _certificate = options.CertificateFile is { } own
            ? new CertificateFiles(password).Load(own, options.KeyFile)
            : MakeCertificate(listening);
    }

    /// <summary>Makes the channel a TLS session, and takes it over: it is disposed of where that fails.</summary>
    /// <exception cref="DotcatException">The client speaks no TLS, is too slow, or has not the right certificate.</exception>
    public async Task<TlsChannel> AcceptAsync(Channel channel, CancellationToken cancellation)
    {
        var handshake = new TlsHandshake(channel, _reporter);
        try
        {
            return await Deadline.RunAsync(
                token => handshake.RunAsync(tls => tls.AuthenticateAsServerAsync(Options(handshake), token)),
                _options.Wait,
                _time,
                cancellation
            );
        }
        catch (TimeoutException e)
        {
            string cause = Messages.NoHandshake(_options.Wait);
            throw new DotcatException(Messages.TlsFailed(channel.Name, cause), cause, ExitCode.Failed, inner: e);
        }
    }

    private SslStreamCertificateContext MakeCertificate(IEnumerable<IPAddress> listening)
    {
        X509Certificate2 made = TemporaryCertificate.Create(listening, _time.GetUtcNow());
        _reporter.Say(Messages.TemporaryCertificate(CertificateCheck.Fingerprint(made)));
        return SslStreamCertificateContext.Create(made, additionalCertificates: null, offline: true);
    }

    private SslServerAuthenticationOptions Options(TlsHandshake handshake)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            EnabledSslProtocols = _options.Versions,
            ApplicationProtocols = TlsSettings.Alpn(_options),
            CipherSuitesPolicy = TlsSettings.Ciphers(_options),
            AllowTlsResume = false, // a client that only sends and leaves would not read the tickets, and reset the connection
        };
        if (_authorities is not null)
        {
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = CertificateCheck.Policy(_authorities);
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                handshake.Refusal = certificate is X509Certificate2 shown
                    ? CertificateCheck.Problem(shown, chain!)
                    : Messages.NoCertificateShown;
                return handshake.Refusal is null;
            };
        }

        return options;
    }
}
