using System.ComponentModel;
using System.Formats.Asn1;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
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
            _refusal = certificate is X509Certificate2 shown
                ? Judge(() => judge(shown, chain!))
                : Messages.NoCertificateShown;
            return _refusal is null;
        };

    /// <param name="authenticate">Has the session agree.</param>
    /// <param name="delay">A server's, see <see cref="TlsChannel.Delay"/>; null for a client.</param>
    /// <exception cref="DotcatException">It failed, and the channel is disposed of.</exception>
    public async Task<TlsChannel> RunAsync(Func<SslStream, Task> authenticate, EndDelay? delay = null)
    {
        var ahead = new ReadAheadChannel(channel);
        var raw = new ChannelStream(ahead) { DelaysTickets = delay is not null };
        var tls = new SslStream(raw);
        try
        {
            TlsLibrary.Require();
            await authenticate(tls);
            raw.DelaysTickets = false;
            raw.Working.Release();
            SayAgreed(tls);
            return new TlsChannel(tls, raw, ahead, CertificateMissed) { Delay = delay };
        }
        catch (Exception e)
        {
            await raw.SendDelayedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await tls.DisposeAsync();
            await channel.DisposeAsync();
            if (e is not (AuthenticationException or CryptographicException or IOException or Win32Exception))
            {
                throw;
            }

            throw Failure(e, raw);
        }
    }

    private static Sentence? Judge(Func<Sentence?> judge)
    {
        try
        {
            return judge();
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return Messages.DamagedPeerCertificate;
        }
    }

    private void SayAgreed(SslStream tls)
    {
        string version = tls.SslProtocol.ToString().Replace("Tls1", "TLS 1.", StringComparison.Ordinal);
        string protocol = tls.NegotiatedApplicationProtocol.ToString();
        string? agreed = protocol.Length == 0 ? null : protocol;
        var shown = tls.RemoteCertificate as X509Certificate2;
        reporter.Tell(
            new Event.Tls(channel.Name, version, $"{tls.NegotiatedCipherSuite}", agreed)
            {
                Certificate = shown is null ? null : (shown, CertificateCheck.Fingerprint(shown)),
            }
        );
    }

    private DotcatException Failure(Exception e, ChannelStream raw)
    {
        Sentence cause =
            _refusal
            ?? (e is CryptographicException ? Messages.DamagedPeerCertificate : null) // in building its chain
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
