using System.Security.Cryptography;

namespace Dotcat.Reporting;

/// <summary>What the peer, or OpenSSL, has against a session.</summary>
internal static class TlsCauses
{
    private const int OpenSsl3 = 0x0A; // ERR_LIB_SSL where OpenSSL 3 puts it
    private const int OpenSsl1 = 0x14;
    private const int AlertBase = 1000; // SSL_AD_REASON_OFFSET, ssl.h
    private const int NoSharedCipher = 193;
    private const int NoSharedProtocol = 235;
    private const int UnsupportedProtocol = 258;

    /// <summary>In the user's terms; null where there is no alert, and nothing else that is known.</summary>
    /// <param name="error">What the platform threw, or null.</param>
    /// <param name="certificateMissed">Whether the peer has asked for a certificate and got none.</param>
    public static string? Of(Exception? error, bool certificateMissed) =>
        ReasonOf(error) switch
        {
            AlertBase + 40 when certificateMissed => Messages.CertificateDemanded,
            AlertBase + 40 => "the peer finds nothing in common with it (handshake failure)",
            AlertBase + 42 or AlertBase + 43 or AlertBase + 46 => "the peer does not accept the certificate",
            AlertBase + 44 => "the peer calls the certificate revoked",
            AlertBase + 45 => "the peer calls the certificate expired",
            AlertBase + 48 => "the peer does not trust the certificate's authority",
            AlertBase + 49 => "the peer denies access",
            AlertBase + 70 or UnsupportedProtocol => "no TLS version in common",
            AlertBase + 71 => "the peer demands stronger ciphers",
            AlertBase + 112 => "the peer does not go by that name",
            AlertBase + 116 => Messages.CertificateDemanded,
            AlertBase + 120 or NoSharedProtocol => "no application protocol in common (ALPN)",
            > AlertBase and < AlertBase + 256 and var reason =>
                $"the peer broke it off with alert {reason - AlertBase}",
            NoSharedCipher => "no cipher suite in common",
            _ => null,
        };

    /// <summary>OpenSSL's reason code, err.h, which the platform hands on as an exception's result code.</summary>
    private static int? ReasonOf(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is CryptographicException { HResult: var code } && (code >> 24) is OpenSsl3 or OpenSsl1)
            {
                return code & 0xFFF;
            }
        }

        return null;
    }
}
