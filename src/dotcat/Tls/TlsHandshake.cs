using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>One handshake over a channel, which it takes over.</summary>
internal sealed class TlsHandshake(Channel channel, Reporter reporter)
{
    private Sentence? _refusal; // what speaks against the peer's certificate, as soon as something does

    /// <summary>Whether the peer has asked for a certificate and got none.</summary>
    public bool CertificateMissed { get; set; }

    /// <summary>Has the peer's certificate judged: by what speaks against it, or null.</summary>
    public RemoteCertificateValidationCallback Judging(Func<X509Certificate2, X509Chain, Sentence?> judge) =>
        (_, certificate, chain, _) =>
        {
            _refusal = certificate is X509Certificate2 shown ? judge(shown, chain!) : Messages.NoCertificateShown;
            return _refusal is null;
        };

    /// <exception cref="DotcatException">It failed, and the channel is disposed of.</exception>
    public async Task<TlsChannel> RunAsync(Func<SslStream, Task> authenticate)
    {
        var raw = new ChannelStream(channel);
        var tls = new SslStream(raw);
        try
        {
            await authenticate(tls);
            raw.Working.Release();
            SayAgreed(tls);
            return new TlsChannel(tls, raw, channel, CertificateMissed);
        }
        catch (Exception e)
        {
            await tls.DisposeAsync();
            await channel.DisposeAsync();
            if (e is not (AuthenticationException or IOException or SocketException))
            {
                throw;
            }

            throw Failure(e, raw);
        }
    }

    private void SayAgreed(SslStream tls)
    {
        string version = tls.SslProtocol.ToString().Replace("Tls1", "TLS 1.", StringComparison.Ordinal);
        string protocol = tls.NegotiatedApplicationProtocol.ToString();
        string? agreed = protocol.Length == 0 ? null : protocol;
        reporter.Say(Verbosity.Events, Messages.TlsAgreed(version, $"{tls.NegotiatedCipherSuite}", agreed));
        if (tls.RemoteCertificate is X509Certificate2 shown)
        {
            string fingerprint = CertificateCheck.Fingerprint(shown);
            DateTime end = shown.NotAfter.ToUniversalTime();
            reporter.Say(Verbosity.Events, Messages.Certificate(shown.Subject, shown.Issuer, end, fingerprint));
        }
    }

    private DotcatException Failure(Exception e, ChannelStream raw)
    {
        Sentence cause =
            _refusal
            ?? (raw is { HasBegun: true, BeganAsTls: false } ? Messages.NotTls : null)
            ?? TlsCauses.Of(e, CertificateMissed)
            ?? (raw.HasEnded ? Messages.ClosedInHandshake : Causes.Of(e.GetBaseException()));
        bool isTransient =
            _refusal is null
            && (
                raw is { HasEnded: true, HasBegun: false }
                || e.GetBaseException() is SocketException s && Causes.IsTransient(s.SocketErrorCode)
            );
        return new DotcatException(Messages.TlsFailed(channel.Name, cause), cause, ExitCode.Failed, isTransient, e);
    }
}
