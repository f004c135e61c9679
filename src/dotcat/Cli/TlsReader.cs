using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Cli;

/// <summary>Turns the words about TLS into its options.</summary>
internal sealed class TlsReader
{
    private const int Sha256Digits = 64;
    private const int LongestProtocol = 255; // ProtocolName, RFC 7301, section 3.1

    /// <summary>Options that ask for TLS, and for a server that is verified.</summary>
    private static readonly OptionDefinition[] _own = [Vocabulary.Tls, .. Vocabulary.TlsDetails];

    /// <summary>Options that ask for TLS in ncat's words.</summary>
    private static readonly OptionDefinition[] _ncats =
    [
        Vocabulary.Ssl,
        Vocabulary.SslVerify,
        .. Vocabulary.SslSpellings,
    ];

    /// <summary>What only a client has any use for.</summary>
    private static readonly OptionDefinition[] _clients =
    [
        Vocabulary.Insecure,
        Vocabulary.SslVerify,
        Vocabulary.TlsTrust,
        Vocabulary.SslTrust,
        Vocabulary.TlsPin,
        Vocabulary.TlsName,
        Vocabulary.SslName,
    ];

    private readonly ParsedArguments _words;

    private TlsReader(ParsedArguments words) => _words = words;

    /// <summary>Null where no TLS is asked for.</summary>
    /// <exception cref="UsageException">What is asked for cannot be done.</exception>
    public static TlsClientOptions? ReadClient(ParsedArguments words)
    {
        if (!IsAsked(words))
        {
            words.Require(Vocabulary.Insecure, Vocabulary.Tls);
            return null;
        }

        return new TlsReader(words).ReadClient();
    }

    /// <summary>Null where no TLS is asked for.</summary>
    /// <exception cref="UsageException">What is asked for cannot be done.</exception>
    public static TlsServerOptions? ReadServer(ParsedArguments words)
    {
        if (!IsAsked(words))
        {
            words.Require(Vocabulary.Insecure, Vocabulary.Tls);
            return null;
        }

        return new TlsReader(words).ReadServer();
    }

    public static bool IsAsked(ParsedArguments words) => words.HasAny(_own) || words.HasAny(_ncats);

    /// <summary>Of what is said both ways, the stricter holds: <c>--ssl</c> takes nothing back.</summary>
    private TlsClientOptions ReadClient()
    {
        _words.Refuse(Vocabulary.Insecure, Vocabulary.SslVerify, Vocabulary.TlsTrust, Vocabulary.SslTrust);
        _words.Refuse(Vocabulary.TlsPin, Vocabulary.Insecure, Vocabulary.TlsTrust, Vocabulary.SslTrust);
        _words.Require(Vocabulary.TlsClientCa, Vocabulary.Listen, Messages.OwnCertificate);
        TlsClientOptions options = WithCommon(
            new TlsClientOptions
            {
                Verify =
                    !_words.Has(Vocabulary.Insecure)
                    && _words.HasAny([.. _own, Vocabulary.SslVerify, Vocabulary.SslTrust]),
                TrustFile = Last(Vocabulary.TlsTrust, Vocabulary.SslTrust),
                Name = ReadName(),
                Pin = ReadPin(),
            }
        );
        return _words.Has(Vocabulary.Unix) && options is { Verify: true, Name: null, Pin: null }
            ? throw new UsageException(Messages.NoNameToVerify(), Messages.NameForUnix)
            : options;
    }

    private TlsServerOptions ReadServer()
    {
        foreach (OptionDefinition option in _clients)
        {
            _words.RefuseWhileListening(option, Messages.ClientCertificates);
        }

        var options = new TlsServerOptions { ClientCaFile = _words.Last(Vocabulary.TlsClientCa) };
        return WithCommon(
            _words.Last(Vocabulary.Wait) is { } wait
                ? options with
                {
                    Wait = Durations.Read(Vocabulary.Wait, wait, Durations.Shortest, Durations.Longest),
                }
                : options
        );
    }

    private T WithCommon<T>(T options)
        where T : TlsOptions
    {
        _words.Refuse(Vocabulary.Udp, [.. _own, .. _ncats]);
        List<TlsCipherSuite> ciphers = ReadCiphers();
        string? certificate = Last(Vocabulary.TlsCert, Vocabulary.SslCert);
        string? key = Last(Vocabulary.TlsKey, Vocabulary.SslKey);
        if (key is not null && certificate is null)
        {
            throw new UsageException(Messages.OnlyWith(Vocabulary.TlsKey.Display, Vocabulary.TlsCert.Display));
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
        string? name = Last(Vocabulary.TlsName, Vocabulary.SslName);
        return name is null || Uri.CheckHostName(name) != UriHostNameType.Unknown
            ? name
            : throw new UsageException(Messages.BadHost(name));
    }

    private string? ReadPin()
    {
        if (_words.Last(Vocabulary.TlsPin) is not { } text)
        {
            return null;
        }

        string digits = text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length == Sha256Digits && digits.All(char.IsAsciiHexDigit)
            ? digits
            : throw new UsageException(Messages.BadPin(Vocabulary.TlsPin.Display, text));
    }

    /// <summary>No version is left that none of the suites is for: the platform would refuse all of them.</summary>
    private SslProtocols ReadVersions(SslProtocols versions, List<TlsCipherSuite> ciphers)
    {
#pragma warning disable CA5398 // that is what the user asked for
        if (_words.Last(Vocabulary.TlsMin) is { } oldest)
        {
            versions = oldest switch
            {
                "1.2" => versions,
                "1.3" => SslProtocols.Tls13,
                _ => throw new UsageException(Messages.BadTlsVersion(Vocabulary.TlsMin.Display, oldest)),
            };
        }

        if (ciphers.Count == 0 || ciphers.Exists(CipherNames.IsOfTls13))
        {
            return versions;
        }

        return versions != SslProtocols.Tls13
            ? SslProtocols.Tls12
            : throw new UsageException(
                Messages.Contradiction(Vocabulary.TlsMin.Display, Vocabulary.TlsCiphers.Display),
                Messages.CiphersOfTls12
            );
#pragma warning restore CA5398
    }

    private List<string> ReadAlpn()
    {
        string? list = Last(Vocabulary.TlsAlpn, Vocabulary.SslAlpn);
        var protocols = new List<string>(list?.Split(',') ?? []);
        return protocols.Find(static name => Encoding.UTF8.GetByteCount(name) is 0 or > LongestProtocol) is { } bad
            ? throw new UsageException(Messages.BadAlpn(Vocabulary.TlsAlpn.Display, bad))
            : protocols;
    }

    private List<TlsCipherSuite> ReadCiphers()
    {
        string? list = Last(Vocabulary.TlsCiphers, Vocabulary.SslCiphers);
        if (list is not null && OperatingSystem.IsWindows())
        {
            throw new UsageException(Messages.CiphersOfTheSystem(Vocabulary.TlsCiphers.Display));
        }

        var suites = new List<TlsCipherSuite>();
        foreach (string name in list?.Split(',', ':') ?? [])
        {
            suites.Add(
                CipherNames.Find(name)
                    ?? throw new UsageException(Messages.UnknownCipher(Vocabulary.TlsCiphers.Display, name))
            );
        }

        return suites;
    }

    /// <summary>The value of an option that ncat spells differently.</summary>
    private string? Last(OptionDefinition own, OptionDefinition ncats)
    {
        _words.Refuse(own, ncats);
        return _words.Last(own) ?? _words.Last(ncats);
    }
}
