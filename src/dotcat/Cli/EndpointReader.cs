using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Listening;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;

namespace Dotcat.Cli;

/// <summary>
/// Turns operands and what belongs to them into how a run meets its peers; it listens on <paramref name="defaultPort"/>
/// if no port is named.
/// </summary>
internal sealed class EndpointReader(
    ParsedArguments words,
    Func<string, string?> environment,
    Func<string, string, ushort?> services,
    int defaultPort
)
{
    /// <summary>Unless the user says otherwise: anybody can pretend to be any number of peers.</summary>
    public const int MostDatagramPeers = 65_536;

    private readonly Ports _ports = new(services, words.NumericOnly);

    private bool IsUnix => words.Has(OptionTable.Unix);

    private string Protocol => Channels.Protocol.OfInternet(words.IsDatagram);

    /// <exception cref="UsageException">There is no such place, or it cannot be met so.</exception>
    public Endpoint Read() =>
        words.Listens ? ReadListening()
        : words.Has(OptionTable.Scan) ? ReadScanned()
        : ReadDialled();

    /// <summary>What each peer is connected to. A target has no default port.</summary>
    /// <exception cref="UsageException">There is no such place, or it cannot be met so.</exception>
    public Endpoint.Dialled ReadTarget() =>
        ReadDialled() is var target && target is Endpoint.Dial { Target.IsDefaultPort: true }
            ? throw new UsageException(Messages.NoTargetPort(OptionTable.To.Display))
            : target;

    private Endpoint.Scanned ReadScanned()
    {
        if (IsUnix)
        {
            string protocol = Channels.Protocol.OfUnix(words.IsDatagram);
            return new Endpoint.Scanned(ReadDialled(), new ScanTarget(ReadPath(), [0], protocol));
        }

        (string host, string? first) = ReadFirst();
        IEnumerable<string> lists = words.Operands.Skip(1);
        List<int> ports = PortLists.Read(first is null ? lists : lists.Prepend(first), Protocol, _ports);
        return new Endpoint.Scanned(ReadDial(host, ports[0]), new ScanTarget(host, ports, Protocol));
    }

    private Endpoint.Dialled ReadDialled() =>
        ReadPeer() with
        {
            Announce = words.OneOf<ProxyHeaderVersion>(OptionTable.SendProxy),
        };

    private Endpoint.Dialled ReadPeer()
    {
        if (IsUnix)
        {
            return new Endpoint.DialUnix(ReadUnixDial()) { Tls = new TlsReader(words).ReadClient() };
        }

        (string host, string? port) = ReadHostAndPort();
        return ReadDial(host, port is null ? null : _ports.Read(port, Protocol, lowest: 1));
    }

    private Endpoint.Listening ReadListening()
    {
        Endpoint.Listening endpoint =
            ReadPassed() is { } passed ? new Endpoint.ListenPassed(passed)
            : IsUnix ? new Endpoint.ListenUnix(ReadUnixListen())
            : new Endpoint.Listen(ReadListen());
        return endpoint with
        {
            Access = ReadAccess(),
            HeaderWait = words.Has(OptionTable.AcceptProxy) ? words.Wait : null,
            MaxConnections =
                words.WholeNumber(OptionTable.MaxConnections, Messages.BadCount)
                ?? (words is { IsDatagram: true, KeepsOpen: true } ? MostDatagramPeers : int.MaxValue),
            AcceptTimeout = words.Time(OptionTable.AcceptTimeout),
            Tls = new TlsReader(words).ReadServer(),
        };
    }

    /// <summary>
    /// Null where this process was started with no sockets, or an address is named. Names of the sockets are ignored:
    /// sd_listen_fds(3).
    /// </summary>
    private PassedSocketOptions? ReadPassed()
    {
        bool hasAddress = words.Operands.Count > 0 || words.HasAny([OptionTable.SourcePort, OptionTable.Source]);
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (hasAddress || environment("LISTEN_PID") != own || environment("LISTEN_FDS") is not { } text)
        {
            return null;
        }

        return !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                ? throw new UsageException(Messages.BadPassedCount(text))
            : count == 0 ? null
            : new PassedSocketOptions
            {
                Count = count,
                IsDatagram = words.IsDatagram,
                Family = IsUnix ? AddressFamily.Unix : words.Family,
                KeepAlive = words.KeepAlive,
            };
    }

    private AccessOptions ReadAccess() =>
        new()
        {
            Allow = HostRules.Read(words, OptionTable.Allow, OptionTable.AllowFile),
            Deny = HostRules.Read(words, OptionTable.Deny, OptionTable.DenyFile) ?? [],
            NumericOnly = words.NumericOnly,
        };

    private UnixDialOptions ReadUnixDial() =>
        new()
        {
            Path = ReadPath(),
            IsDatagram = words.IsDatagram,
            SourcePath = words.Last(OptionTable.Source) is { } source ? CheckPath(source) : null,
            Wait = words.Wait,
        };

    private UnixListenOptions ReadUnixListen() =>
        words.Has(OptionTable.Source)
            ? throw new UsageException(Messages.NotWhileListening(OptionTable.Source.Display), Messages.ListenOnPath)
            : new UnixListenOptions { Path = ReadPath(), IsDatagram = words.IsDatagram };

    private string ReadPath() =>
        words.Operands is [_, var surplus, ..]
            ? throw new UsageException(Messages.TooManyOperands(surplus))
            : CheckPath(words.Operands.FirstOrDefault(""));

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
        (string? host, string? port) = words.Operands switch
        {
            [] => default,
            [var number] when Ports.IsNumber(number) => (null, number),
            _ => ReadHostAndPort(),
        };
        if (words.Last(OptionTable.SourcePort) is { } other && port is not null)
        {
            throw new UsageException(Messages.TwoPorts(other, port));
        }

        string? source = words.Last(OptionTable.Source) is { } own ? HostAndPort.ReadHost(own) : null;
        bool isGroup =
            words.IsDatagram && IPAddress.TryParse(host, out IPAddress? address) && MulticastGroup.Is(address);
        if (source is not null && host is not null && !isGroup)
        {
            throw new UsageException(Messages.TwoHosts(source, host));
        }

        return new ListenOptions
        {
            Host = host ?? source,
            GroupSource = isGroup ? source : null,
            Port = LocalPort(port) ?? LocalPort(words.Last(OptionTable.SourcePort)) ?? defaultPort,
            IsDatagram = words.IsDatagram,
            Family = words.Family,
            NumericOnly = words.NumericOnly,
            KeepAlive = words.KeepAlive,
        };
    }

    private Endpoint.Dial ReadDial(string host, int? port)
    {
        var target = new DialOptions
        {
            Host = host,
            Port = port ?? Ports.Default,
            IsDefaultPort = port is null,
            IsDatagram = words.IsDatagram,
            Family = words.Family,
            NumericOnly = words.NumericOnly,
            SourceHost = words.Last(OptionTable.Source) is { } source ? HostAndPort.ReadHost(source) : null,
            SourcePort = LocalPort(words.Last(OptionTable.SourcePort)) ?? 0,
            Wait = words.Wait,
            KeepAlive = words.KeepAlive,
        };
        IReadOnlyList<ProxyOptions> proxies = new ProxyReader(words, environment, _ports).Read();
        var tls = new TlsReader(words);
        return new Endpoint.Dial(target)
        {
            Proxies = proxies,
            ProxyTls = tls.ReadProxies(proxies),
            Tls = tls.ReadClient(),
        };
    }

    private (string Host, string? Port) ReadHostAndPort()
    {
        if (words.Operands is [_, _, var surplus, ..])
        {
            throw new UsageException(Messages.TooManyOperands(surplus));
        }

        (string host, string? port) = ReadFirst();
        return words.Operands is not [_, var second] ? (host, port)
            : port is null ? (host, second)
            : throw new UsageException(Messages.TwoPorts(port, second));
    }

    private HostAndPort ReadFirst()
    {
        string first = words.Operands is [var word, ..] ? word : throw new UsageException(Messages.NoHost());
        TargetUrl.RefuseOthers(first);
        return HostAndPort.Read(first);
    }

    private int? LocalPort(string? text) => text is null ? null : _ports.Read(text, Protocol, lowest: 0);
}
