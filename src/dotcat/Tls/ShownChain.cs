using System.Collections.ObjectModel;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Dotcat.Tls;

/// <summary>The chain that an own certificate is shown with.</summary>
internal static class ShownChain
{
    /// <summary>
    /// Exactly these, in that order. The platform's own way builds a chain itself, of what this machine trusts, and
    /// leaves out what does not fit, and the root
    /// (https://github.com/dotnet/runtime/blob/v10.0.0/src/libraries/System.Net.Security/src/System/Net/Security/SslStreamCertificateContext.cs);
    /// where it has no other, it is taken. Windows sends what it builds whatever it is given.
    /// </summary>
    public static SslStreamCertificateContext Create(X509Certificate2 own, X509Certificate2Collection behind)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return New(own, new ReadOnlyCollection<X509Certificate2>([.. behind]), null);
            }
            catch (MissingMethodException)
            {
                // a later runtime, which has it no more
            }
        }

        return SslStreamCertificateContext.Create(own, behind, offline: true);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SslStreamCertificateContext New(
        X509Certificate2 own,
        ReadOnlyCollection<X509Certificate2> behind,
        SslCertificateTrust? trust
    );
}
