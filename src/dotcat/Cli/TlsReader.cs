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
    private static readonly OptionDefinition[] _own =
    [
        Vocabulary.Tls,
        Vocabulary.TlsCert,
        Vocabulary.TlsKey,
        Vocabulary.TlsTrust,
        Vocabulary.TlsClientCa,
        Vocabulary.TlsPin,
        Vocabulary.TlsName,
        Vocabulary.TlsAlpn,
        Vocabulary.TlsMin,
        Vocabulary.TlsCiphers,
    ];

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
    public static TlsOptions? Read(ParsedArguments words)
    {
        var reader = new TlsReader(words);
        if (IsAsked(words))
        {
            return words.Listens ? reader.ReadServer() : reader.ReadClient();
        }

        return words.Has(Vocabulary.Insecure)
            ? throw new UsageException(Messages.OnlyWith(Vocabulary.Insecure.Display, Vocabulary.Tls.Display))
            : null;
    }

    public static bool IsAsked(ParsedArguments words) => Given(words, _own) || Given(words, _ncats);

    /// <summary>Of what is said both ways, the stricter holds: <c>--ssl</c> takes nothing back.</summary>
    private TlsClientOptions ReadClient()
    {
        RefuseTogether(Vocabulary.Insecure, [Vocabulary.SslVerify, Vocabulary.TlsTrust, Vocabulary.SslTrust]);
        RefuseTogether(Vocabulary.TlsPin, [Vocabulary.Insecure, Vocabulary.TlsTrust, Vocabulary.SslTrust]);
        if (_words.Has(Vocabulary.TlsClientCa))
        {
            throw new UsageException(
                Messages.OnlyWith(Vocabulary.TlsClientCa.Display, Vocabulary.Listen.Display),
                Messages.OwnCertificate
            );
        }

        TlsClientOptions options = WithCommon(
            new TlsClientOptions
            {
                Verify =
                    !_words.Has(Vocabulary.Insecure)
                    && (Given(_words, _own) || _words.Has(Vocabulary.SslVerify) || _words.Has(Vocabulary.SslTrust)),
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
            if (_words.Has(option))
            {
                throw new UsageException(Messages.NotWhileListening(option.Display), Messages.ClientCertificates);
            }
        }

        var options = new TlsServerOptions { ClientCaFile = _words.Last(Vocabulary.TlsClientCa) };
        return WithCommon(
            _words.Last(Vocabulary.Wait) is { } wait
                ? options with
                {
                    Wait = Durations.Read(Vocabulary.Wait, wait, TimeSpan.FromTicks(1), Durations.Longest),
                }
                : options
        );
    }

    private T WithCommon<T>(T options)
        where T : TlsOptions
    {
        RefuseTogether(Vocabulary.Udp, [.. _own, .. _ncats]);
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

    private string? ReadName() =>
        Last(Vocabulary.TlsName, Vocabulary.SslName) is { } name && Uri.CheckHostName(name) == UriHostNameType.Unknown
            ? throw new UsageException(Messages.BadHost(name))
            : Last(Vocabulary.TlsName, Vocabulary.SslName);

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
        RefuseTogether(own, [ncats]);
        return _words.Last(own) ?? _words.Last(ncats);
    }

    private void RefuseTogether(OptionDefinition one, OptionDefinition[] others)
    {
        foreach (OptionDefinition other in others)
        {
            if (_words.Has(one) && _words.Has(other))
            {
                throw new UsageException(Messages.Contradiction(one.Display, other.Display));
            }
        }
    }

    private static bool Given(ParsedArguments words, OptionDefinition[] options) => Array.Exists(options, words.Has);
}
