using System.Globalization;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>Turns the words of the command line into each room's options, or says why they cannot be.</summary>
internal sealed class OptionsReader
{
    private const string Forever = "forever";

    /// <summary>Unless the user says otherwise: anybody can pretend to be any number of peers.</summary>
    private const int MostDatagramPeers = 65_536;

    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _day = TimeSpan.FromHours(24); // Polly's limit for pauses and totals
    private static readonly TimeSpan _shortestTotal = TimeSpan.FromMilliseconds(10); // Polly's, too

    private readonly ParsedArguments _words;
    private readonly ProxyServerReader? _proxyServer;
    private readonly bool _listens;
    private readonly bool _keepsOpen;
    private readonly bool _isUnix;
    private readonly bool _isDatagram;
    private readonly bool _numericOnly;

    private OptionsReader(ParsedArguments words)
    {
        _words = words;
        _proxyServer = ProxyServerReader.IsAsked(words)
            ? new ProxyServerReader(words, Environment.GetEnvironmentVariable)
            : null;
        _listens = words.Listens;
        _keepsOpen =
            _listens && (words.Has(Vocabulary.KeepOpen) || words.HasAny(Vocabulary.Hubs) || _proxyServer is not null);
        _isUnix = words.Has(Vocabulary.Unix);
        _isDatagram = words.Has(Vocabulary.Udp);
        _numericOnly = words.Has(Vocabulary.NoDns);
    }

    private TimeSpan Wait => Time(Vocabulary.Wait) ?? Deadline.Default;

    private string Protocol => _isDatagram ? "udp" : "tcp";

    private AddressFamily Family =>
        _words.Has(Vocabulary.IPv4) ? AddressFamily.InterNetwork
        : _words.Has(Vocabulary.IPv6) ? AddressFamily.InterNetworkV6
        : AddressFamily.Unspecified;

    /// <exception cref="UsageException">Something on the command line cannot be done.</exception>
    public static SessionOptions Read(ParsedArguments words) => new OptionsReader(words).Read();

    private SessionOptions Read()
    {
        _words.RefuseContradictions();
        return new SessionOptions
        {
            Endpoint = _listens ? ReadListening() : ReadDialled(),
            Answer = ReadAnswer(),
            Service = ReadService(),
            Retry = ReadRetry(),
            Verbosity = (Verbosity)Math.Min(_words.Count(Vocabulary.Verbose), (int)Verbosity.Everything),
        };
    }

    private Endpoint.Listening ReadListening() =>
        (
            _isUnix
                ? new Endpoint.ListenUnix(ReadUnixListen())
                : (Endpoint.Listening)new Endpoint.Listen(ReadListen()) { Access = ReadAccess() }
        ) with
        {
            MaxConnections =
                ReadCount(Vocabulary.MaxConnections) ?? (_isDatagram && _keepsOpen ? MostDatagramPeers : int.MaxValue),
            AcceptTimeout = Time(Vocabulary.AcceptTimeout),
            Tls = TlsReader.ReadServer(_words),
        };

    private Endpoint.Dialled ReadDialled() =>
        (
            _isUnix
                ? new Endpoint.DialUnix(ReadUnixDial())
                : (Endpoint.Dialled)
                    new Endpoint.Dial(ReadDial())
                    {
                        Proxies = new ProxyReader(_words, Environment.GetEnvironmentVariable).Read(),
                    }
        ) with
        {
            Tls = TlsReader.ReadClient(_words),
        };

    private AccessOptions ReadAccess() =>
        new()
        {
            Allow = HostRules.Read(_words, Vocabulary.Allow, Vocabulary.AllowFile),
            Deny = HostRules.Read(_words, Vocabulary.Deny, Vocabulary.DenyFile) ?? [],
        };

    private RetryOptions? ReadRetry()
    {
        TimeSpan? total = Time(Vocabulary.RetryFor, _shortestTotal, _day);
        int retries =
            _words.Last(Vocabulary.Retry) == Forever ? int.MaxValue
            : ReadCount(Vocabulary.Retry) is { } count ? count
            : total is null ? 0
            : int.MaxValue;
        TimeSpan? longest = Time(Vocabulary.RetryMaxDelay, Durations.Shortest, _day);
        TimeSpan delay =
            Time(Vocabulary.RetryDelay, Durations.Shortest, _day) ?? Shorter(RetryOptions.DefaultDelay, longest);
        if (delay > longest)
        {
            throw new UsageException(Messages.PauseOverLimit());
        }

        return retries == 0
            ? null
            : new RetryOptions
            {
                Retries = retries,
                Delay = delay,
                MaxDelay = longest ?? (delay > RetryOptions.DefaultMaxDelay ? delay : RetryOptions.DefaultMaxDelay),
                Total = total,
            };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;

    private ServiceOptions ReadService() =>
        new()
        {
            KeepOpen = _keepsOpen,
            Crlf = _words.Has(Vocabulary.Crlf),
            Lines = _words.Has(Vocabulary.Lines),
            Relay = new RelayOptions
            {
                SendOnly = _words.Has(Vocabulary.SendOnly),
                ReceiveOnly = _words.Has(Vocabulary.RecvOnly),
                NoShutdown = _words.Has(Vocabulary.NoShutdown),
                KeepSending = _words.Has(Vocabulary.KeepOpen) && !_listens,
                IdleTimeout = ReadIdle(),
                QuitAfter = ReadQuit(),
            },
        };

    private Answer ReadAnswer() =>
        _proxyServer?.Read(Family, _numericOnly, Wait) is { } server ? server
        : _words.Last(Vocabulary.Exec) is { } program ? CommandWords.Split(program)
        : _words.Last(Vocabulary.ShellExec) is { } line ? CommandWords.ForShell(line)
        : _words.Has(Vocabulary.Echo) ? new Answer.Echo()
        : _words.Last(Vocabulary.Reply) is { } text ? new Answer.Reply(EscapedText.Read(Vocabulary.Reply, text))
        : _words.Has(Vocabulary.Chat) ? new Answer.Chat()
        : _words.Has(Vocabulary.Broker) ? new Answer.Broker()
        : new Answer.Stdio();

    /// <summary>A datagram peer has no end, so one of many is forgotten when it falls silent.</summary>
    private TimeSpan? ReadIdle() => Time(Vocabulary.IdleTimeout) ?? (_isDatagram && _keepsOpen ? _silence : null);

    /// <summary>A datagram peer has no end to wait for, so a client waits for its answer only.</summary>
    private TimeSpan? ReadQuit() =>
        _words.Last(Vocabulary.Quit) is { } text
            ? Durations.Read(Vocabulary.Quit, text, TimeSpan.Zero, Durations.Longest)
        : _isDatagram && !_listens ? RelayOptions.Grace
        : null;

    private UnixListenOptions ReadUnixListen() =>
        new()
        {
            Path = ReadPath(),
            IsDatagram = _isDatagram,
            KeepOpen = _keepsOpen,
        };

    private UnixDialOptions ReadUnixDial()
    {
        return new UnixDialOptions
        {
            Path = ReadPath(),
            IsDatagram = _isDatagram,
            SourcePath = _words.Last(Vocabulary.Source) is { } source ? CheckPath(source) : null,
            Wait = Wait,
        };
    }

    private string ReadPath() =>
        _words.Operands switch
        {
            [var path] => CheckPath(path),
            [] => throw new UsageException(Messages.NoPath()),
            [_, var surplus, ..] => throw new UsageException(Messages.TooManyOperands(surplus)),
        };

    private static string CheckPath(string path)
    {
        if (path.Length == 0)
        {
            throw new UsageException(Messages.NoPath());
        }

        int length = UnixPath.Length(path);
        return length <= UnixPath.MaxBytes
            ? path
            : throw new UsageException(Messages.PathTooLong(path, length, UnixPath.MaxBytes));
    }

    private ListenOptions ReadListen()
    {
        IReadOnlyList<string> operands = _words.Operands;
        string? host = null;
        string? port = null;
        if (operands is [var number] && Ports.IsNumber(number))
        {
            port = number;
        }
        else if (operands.Count > 0)
        {
            (host, port) = ReadHostAndPort(operands);
        }

        if (_words.Last(Vocabulary.SourcePort) is { } other && port is not null)
        {
            throw new UsageException(Messages.TwoPorts(other, port));
        }

        return new ListenOptions
        {
            Host = host,
            Port = port is null ? LocalPort() ?? _proxyServer?.DefaultPort ?? Ports.Default : ReadLocalPort(port),
            IsDatagram = _isDatagram,
            KeepOpen = _keepsOpen,
            Family = Family,
            NumericOnly = _numericOnly,
        };
    }

    private DialOptions ReadDial()
    {
        if (_words.Operands.Count == 0)
        {
            throw new UsageException(Messages.NoHost());
        }

        (string host, string? port) = ReadHostAndPort(_words.Operands);
        return new DialOptions
        {
            Host = host,
            Port = port is null ? Ports.Default : Ports.Read(port, Protocol, _numericOnly, lowest: 1),
            IsDatagram = _isDatagram,
            Family = Family,
            NumericOnly = _numericOnly,
            SourceHost = _words.Last(Vocabulary.Source) is { } source ? HostAndPort.ReadHost(source) : null,
            SourcePort = LocalPort() ?? 0,
            Wait = Wait,
        };
    }

    private static (string Host, string? Port) ReadHostAndPort(IReadOnlyList<string> operands)
    {
        if (operands.Count > 2)
        {
            throw new UsageException(Messages.TooManyOperands(operands[2]));
        }

        HostAndPort word = HostAndPort.Read(operands[0]);
        if (operands.Count == 1)
        {
            return (word.Host, word.Port);
        }

        return word.Port is null
            ? (word.Host, operands[1])
            : throw new UsageException(Messages.TwoPorts(word.Port, operands[1]));
    }

    private int? LocalPort() => _words.Last(Vocabulary.SourcePort) is { } text ? ReadLocalPort(text) : null;

    private int ReadLocalPort(string text) => Ports.Read(text, Protocol, _numericOnly, lowest: 0);

    private int? ReadCount(OptionDefinition option)
    {
        if (_words.Last(option) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count
            : option == Vocabulary.Retry ? throw new UsageException(Messages.BadCountOrForever(option.Display, text))
            : throw new UsageException(Messages.BadCount(option.Display, text), option.Elsewhere);
    }

    private TimeSpan? Time(OptionDefinition option) => Time(option, Durations.Shortest, Durations.Longest);

    private TimeSpan? Time(OptionDefinition option, TimeSpan shortest, TimeSpan longest) =>
        _words.Last(option) is { } text ? Durations.Read(option, text, shortest, longest) : null;
}
