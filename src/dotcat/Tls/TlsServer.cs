using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>The server's end of TLS, for any number of clients at the same time.</summary>
/// <remarks>Reads the files that the options name, or makes a certificate and tells its SHA-256.</remarks>
/// <exception cref="DotcatException">A file is not what it should be.</exception>
internal sealed class TlsServer(
    TlsServerOptions options,
    string? host, // that the user named, and
    IEnumerable<IPAddress> listening, // the addresses that it has: what a certificate made here is for
    Func<string, string?> password,
    Reporter reporter,
    TimeProvider time
)
{
    private readonly X509Certificate2Collection? _authorities = options.ClientCaFile is { } file
        ? CertificateFiles.LoadAll(file)
        : null;

    private readonly SslStreamCertificateContext _certificate = options.CertificateFile is { } own
        ? new CertificateFiles(password).Load(own, options.KeyFile)
        : MakeCertificate(host, listening, reporter, time);

    private readonly EndDelay _delay = new(options.Wait, time);

    /// <summary>Makes the channel a TLS session, and takes it over: it is disposed of where that fails.</summary>
    /// <exception cref="DotcatException">The client speaks no TLS, is too slow, or has not the right certificate.</exception>
    public async Task<TlsChannel> AcceptAsync(Channel channel, CancellationToken cancellation)
    {
        var handshake = new TlsHandshake(channel, reporter);
        try
        {
            return await Deadline.RunAsync(
                token => handshake.RunAsync(tls => tls.AuthenticateAsServerAsync(Options(handshake), token), _delay),
                options.Wait,
                time,
                cancellation
            );
        }
        catch (TimeoutException e)
        {
            Sentence cause = Messages.NoHandshake(options.Wait);
            throw new DotcatException(Messages.TlsFailed(channel.Name, cause), cause, ExitCode.Failed, inner: e);
        }
    }

    private static SslStreamCertificateContext MakeCertificate(
        string? host,
        IEnumerable<IPAddress> listening,
        Reporter reporter,
        TimeProvider time
    )
    {
        X509Certificate2 made = TemporaryCertificate.Create(host, listening, time.GetUtcNow());
        string sha256 = CertificateCheck.Fingerprint(made);
        reporter.Tell(new Event.Note(Messages.TemporaryCertificate(sha256)) { Sha256 = sha256 });
        return SslStreamCertificateContext.Create(made, additionalCertificates: null, offline: true);
    }

    private SslServerAuthenticationOptions Options(TlsHandshake handshake)
    {
        var server = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            EnabledSslProtocols = options.Versions,
            ApplicationProtocols = options.AlpnProtocols,
            CipherSuitesPolicy = options.CipherPolicy,
            AllowTlsResume = false,
        };
        if (_authorities is not null)
        {
            server.ClientCertificateRequired = true;
            server.CertificateChainPolicy = CertificateCheck.Policy(_authorities);
            server.RemoteCertificateValidationCallback = handshake.Judging(
                static (certificate, chain) => CertificateCheck.Problem(certificate, chain, canBePinned: false)
            );
        }

        return server;
    }
}
