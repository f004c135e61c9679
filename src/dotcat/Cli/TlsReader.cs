using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Cli;

/// <summary>Turns the words about TLS into its options.</summary>
internal sealed class TlsReader(ParsedArguments words)
{
    private const int Sha256Digits = 64;
    private const int LongestProtocol = 255; // ProtocolName, RFC 7301, section 3.1

    private bool IsAsked => words.HasAny(OptionGroups.AllTls);

    /// <summary>
    /// Null where no TLS is asked for. Of what is said both ways, the stricter holds: <c>--ssl</c> takes nothing back.
    /// </summary>
    /// <exception cref="UsageException">What is asked for cannot be done.</exception>
    public TlsClientOptions? ReadClient()
    {
        if (!IsAsked)
        {
            return null;
        }

        TlsClientOptions options = WithCommon(
            new TlsClientOptions
            {
                Verify =
                    !words.Has(OptionTable.Insecure)
                    && words.HasAny([.. OptionGroups.StrictTls, OptionTable.SslVerify, OptionTable.SslTrust]),
                TrustFile = words.Last(OptionTable.TlsTrust),
                Name = ReadName(),
                Pin = ReadPin(),
            }
        );
        return words.Has(OptionTable.Unix) && options is { Verify: true, Name: null, Pin: null }
            ? throw new UsageException(Messages.NoNameToVerify(), Messages.NameForUnix)
            : options;
    }

    /// <summary>
    /// How far proxies over TLS are believed, whatever is said of the target; null where none of these is one.
    /// </summary>
    /// <exception cref="UsageException">Something is said of such a proxy all the same.</exception>
    public TlsClientOptions? ReadProxies(IReadOnlyList<ProxyOptions> proxies)
    {
        if (proxies.Count == 0)
        {
            return null;
        }

        if (proxies.Any(static proxy => proxy.OverTls))
        {
            return new TlsClientOptions
            {
                Verify = !words.Has(OptionTable.ProxyInsecure),
                TrustFile = words.Last(OptionTable.ProxyTrust),
                CanBePinned = false,
            };
        }

        return Array.Find([OptionTable.ProxyTrust, OptionTable.ProxyInsecure], words.Has) is { } useless
            ? throw new UsageException(Messages.OnlyWith(useless.Display, "an https:// proxy"))
            : null;
    }

    /// <summary>Null where no TLS is asked for.</summary>
    /// <exception cref="UsageException">What is asked for cannot be done.</exception>
    public TlsServerOptions? ReadServer() =>
        IsAsked
            ? WithCommon(new TlsServerOptions { ClientCaFile = words.Last(OptionTable.TlsClientCa), Wait = words.Wait })
            : null;

    private T WithCommon<T>(T options)
        where T : TlsOptions
    {
        List<TlsCipherSuite> ciphers = ReadCiphers();
        string? certificate = words.Last(OptionTable.TlsCert);
        string? key = words.Last(OptionTable.TlsKey);
        if (key is not null && certificate is null)
        {
            throw new UsageException(Messages.OnlyWith(OptionTable.TlsKey.Display, OptionTable.TlsCert.Display));
        }

        return (T)(
            options with
            {
                CertificateFile = certificate,
                KeyFile = key,
                Versions = ReadVersions(options.Versions, ciphers),
                Alpn = ReadAlpn(),
                Ciphers = ciphers,
            }
        );
    }

    private string? ReadName()
    {
        string? name = words.Last(OptionTable.TlsName);
        return name is null ? null
            : HostName.ToAscii(name) is { } ascii && Uri.CheckHostName(ascii) != UriHostNameType.Unknown ? ascii
            : throw HostAndPort.NoHost(name);
    }

    private string? ReadPin()
    {
        if (words.Last(OptionTable.TlsPin) is not { } text)
        {
            return null;
        }

        string digits = text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length == Sha256Digits && digits.All(char.IsAsciiHexDigit)
            ? digits
            : throw new UsageException(Messages.BadPin(OptionTable.TlsPin.Display, text));
    }

    /// <summary>No version is left that none of the suites is for: the platform would refuse all of them.</summary>
    private SslProtocols ReadVersions(SslProtocols versions, List<TlsCipherSuite> ciphers)
    {
#pragma warning disable CA5398 // that is what the user asked for
        versions = words.OneOf(OptionTable.TlsMin) == "1.3" ? SslProtocols.Tls13 : versions;
        return ciphers.Count == 0 || ciphers.Exists(CipherNames.IsOfTls13) ? versions
            : versions != SslProtocols.Tls13 ? SslProtocols.Tls12
            : throw new UsageException(
                Messages.Contradiction(OptionTable.TlsMin.Display, OptionTable.TlsCiphers.Display),
                Messages.CiphersOfTls12
            );
#pragma warning restore CA5398
    }

    private List<string> ReadAlpn()
    {
        List<string> protocols = [.. words.Last(OptionTable.TlsAlpn)?.Split(',') ?? []];
        return protocols.Find(static name => Encoding.UTF8.GetByteCount(name) is 0 or > LongestProtocol) is { } bad
            ? throw new UsageException(Messages.BadAlpn(OptionTable.TlsAlpn.Display, bad))
            : protocols;
    }

    private List<TlsCipherSuite> ReadCiphers()
    {
        if (words.Last(OptionTable.TlsCiphers) is not { } list)
        {
            return [];
        }

        return OperatingSystem.IsWindows()
            ? throw new UsageException(Messages.CiphersOfTheSystem(OptionTable.TlsCiphers.Display))
            : [.. list.Split(',', ':').Select(ReadCipher)];
    }

    private static TlsCipherSuite ReadCipher(string name) =>
        CipherNames.Find(name)
        ?? throw new UsageException(Messages.UnknownCipher(OptionTable.TlsCiphers.Display, name));
}
