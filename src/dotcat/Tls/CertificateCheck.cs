using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>Why a peer's certificate is not believed.</summary>
internal static class CertificateCheck
{
    /// <summary>SHA-256 of the whole certificate, in upper-case hex.</summary>
    public static string Fingerprint(X509Certificate2 certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>How chains are built: without a look-up over the network.</summary>
    /// <param name="authorities">Those to trust; null for the system's.</param>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities)
    {
        var policy = new X509ChainPolicy
        {
#pragma warning disable CA5399 // a look-up would tell others whom the user talks to, and take its time
            RevocationMode = X509RevocationMode.NoCheck,
#pragma warning restore CA5399
            DisableCertificateDownloads = true,
        };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <summary>What speaks against a chain that was built; null where nothing does.</summary>
    /// <param name="certificate">The peer's own.</param>
    /// <param name="chain">What was built from it.</param>
    /// <param name="canBePinned">Whether the user could give a pin for the peer.</param>
    public static Sentence? Problem(X509Certificate2 certificate, X509Chain chain, bool canBePinned)
    {
        string? pin = canBePinned ? Fingerprint(certificate) : null;
        foreach (X509ChainElement element in chain.ChainElements)
        {
            foreach (X509ChainStatus status in element.ChainElementStatus)
            {
                if (status.Status != X509ChainStatusFlags.NoError)
                {
                    return Describe(status, element.Certificate, certificate, pin);
                }
            }
        }

        // A chain without an end has that as the status of the whole.
        return chain.ChainStatus is [var whole, ..]
            ? Describe(whole, certificate, certificate, pin)
            : Weakness(chain, pin);
    }

    private static Sentence? Weakness(X509Chain chain, string? pin)
    {
        int last = chain.ChainElements.Count - 1;
        for (int i = 0; i <= last; i++)
        {
            X509Certificate2 one = chain.ChainElements[i].Certificate;
            if (CertificateStrength.Problem(one, isAuthority: i > 0, isAnchor: i == last, pin) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static Sentence Describe(
        X509ChainStatus status,
        X509Certificate2 culprit,
        X509Certificate2 certificate,
        string? pin
    ) =>
        status.Status switch
        {
            X509ChainStatusFlags.NotTimeValid => DescribeTime(culprit, culprit.Equals(certificate)),
            X509ChainStatusFlags.UntrustedRoot when culprit.Equals(certificate) => Messages.SelfSigned(pin),
            X509ChainStatusFlags.UntrustedRoot => Messages.UnknownAuthority(culprit.Subject),
            X509ChainStatusFlags.PartialChain => Messages.UnknownAuthority(culprit.Issuer),
            X509ChainStatusFlags.Revoked => Messages.Revoked,
            X509ChainStatusFlags.NotValidForUsage => Messages.NotForThisUse,
            _ => Messages.NotVerifiable(Causes.LowerFirst(status.StatusInformation.Trim())),
        };

    private static Sentence DescribeTime(X509Certificate2 culprit, bool isItsOwn)
    {
        bool isOver = culprit.NotAfter < DateTime.Now;
        string? authority = isItsOwn ? null : culprit.Subject;
        return isOver
            ? Messages.Expired(authority, culprit.NotAfter.ToUniversalTime())
            : Messages.NotYetValid(authority, culprit.NotBefore.ToUniversalTime());
    }
}
