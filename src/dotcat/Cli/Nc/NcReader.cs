using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Scanning;

namespace Dotcat.Cli.Nc;

/// <summary>Turns nc's words into the options of the rooms, so that they do what nc does.</summary>
/// <param name="words">The command line.</param>
/// <param name="services">Gives the port of a service by its name and protocol, or null.</param>
/// <param name="password">Gives the password of a user at a proxy, or null.</param>
internal sealed class NcReader(
    NcWords words,
    Func<string, string, ushort?> services,
    Func<string, string, string?> password
)
{
    private readonly NcPorts _ports = new(services, words.Has('u'));

    private readonly TimeSpan? _limit = words.Number('w', "timeout", 0) is > 0 and { } seconds
        ? TimeSpan.FromSeconds(Math.Min(seconds, Durations.Longest.TotalSeconds))
        : null;

    private bool Listens => words.Has('l');

    private bool IsDatagram => words.Has('u');

    private bool IsNumeric => words.Has('n');

    private AddressFamily Family =>
        words.Later('4', '6') switch
        {
            '4' => AddressFamily.InterNetwork,
            '6' => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };

    /// <summary>
    /// One run for each port, in their order, made when its turn comes: there may be 65,535. One for all where they are only
    /// tried.
    /// </summary>
    /// <exception cref="DotcatException">It cannot be done.</exception>
    public IEnumerable<SessionOptions> Read()
    {
        NcRules.Check(words);
        ServiceOptions service = ReadService();
        return ReadEndpoints().Select(endpoint => ReadRun(endpoint, service));
    }

    private SessionOptions ReadRun(Endpoint endpoint, ServiceOptions service) =>
        new()
        {
            Endpoint = endpoint,
            Service = service,
            Verbosity = words.Has('v') ? Verbosity.Attempts : Verbosity.Quiet,
        };

    private ServiceOptions ReadService() =>
        new()
        {
            KeepOpen = words.Has('k'),
            Crlf = words.Has('C'),
            Telnet = words.Has('t'),
            Delay = words.Number('i', "interval", 0) is > 0 and { } pause ? TimeSpan.FromSeconds(pause) : null,
            Relay = new RelayOptions
            {
                ReceiveOnly = words.Has('d'),
                PassEndOn = words.Has('N') || ReadQuit() is not null,
                QuitAfter = ReadQuit(),
                IdleTimeout = _limit ?? (IsDatagram && words.Has('k') ? OptionsReader.Silence : null),
                MostReads = words.Number('W', "receive limit", 1),
            },
        };

    /// <summary>Less than 0 is for ever.</summary>
    private TimeSpan? ReadQuit() =>
        words.Number('q', "quit timer", int.MinValue) is >= 0 and { } seconds
            ? TimeSpan.FromSeconds(Math.Min(seconds, Durations.Longest.TotalSeconds))
            : null;

    private IEnumerable<Endpoint> ReadEndpoints() =>
        (words.Has('U'), Listens) switch
        {
            (true, true) => [ReadUnixListener()],
            (true, false) when words.Has('z') => [ScannedPath()],
            (true, false) => [new Endpoint.DialUnix(ReadUnixTarget())],
            (false, true) => [ReadListener()],
            _ => ReadTargets(),
        };

    private Endpoint.Scanned ScannedPath()
    {
        UnixDialOptions target = ReadUnixTarget();
        string protocol = Protocol.OfUnix(IsDatagram);
        var ports = new ScanTarget(target.Path, [0], protocol) { IsWritten = false };
        return new Endpoint.Scanned(new Endpoint.DialUnix(target), ports);
    }

    private UnixDialOptions ReadUnixTarget() =>
        new()
        {
            Path = words.Operands[0],
            IsDatagram = IsDatagram,
            SourcePath = words.Last('s'),
            Wait = _limit ?? Durations.Longest,
        };

    private Endpoint.ListenUnix ReadUnixListener() =>
        new(
            new UnixListenOptions
            {
                Path = words.Operands is [var path] ? path : words.Last('s')!,
                IsDatagram = IsDatagram,
                LeavesFile = true,
            }
        )
        {
            OneByOne = !IsDatagram,
            MaxConnections = IsDatagram ? EndpointReader.MostDatagramPeers : int.MaxValue,
        };

    private Endpoint.Listen ReadListener()
    {
        (string? host, string port) = words.Operands switch
        {
            [] => (words.Last('s'), words.Last('p')!),
            [var only] => (null, only),
            _ => (words.Operands[0], words.Operands[1]),
        };
        return new Endpoint.Listen(
            new ListenOptions
            {
                Host = host,
                Port = _ports.ReadLocal(port),
                IsDatagram = IsDatagram,
                Family = host is null && Family == AddressFamily.Unspecified ? AddressFamily.InterNetwork : Family,
                NumericOnly = IsNumeric,
                Sockets = NcSockets.Read(words),
            }
        )
        {
            OneByOne = !IsDatagram,
            MaxConnections = IsDatagram ? EndpointReader.MostDatagramPeers : int.MaxValue,
        };
    }

    private IEnumerable<Endpoint> ReadTargets()
    {
        (string host, IEnumerable<string> rest) = (words.Operands[0], words.Operands.Skip(1));
        int[] ports = _ports.ReadAll(rest, isShuffled: words.Has('r'));
        Endpoint.Dial target = ReadTarget(host, ports[0]);
        if (words.Has('z'))
        {
            string protocol = Protocol.OfInternet(IsDatagram);
            return
            [
                new Endpoint.Scanned(target, new ScanTarget(host, ports, protocol) { AtOnce = 1, IsWritten = false }),
            ];
        }

        return ports.Select(port => target with { Target = target.Target with { Port = port } });
    }

    private Endpoint.Dial ReadTarget(string host, int port) =>
        new(
            new DialOptions
            {
                Host =
                    HostName.ToAscii(host) ?? throw NcFailure.Of(NcMessages.Unresolved(host, port, NcMessages.NoName)),
                Port = port,
                IsDatagram = IsDatagram,
                Family = Family,
                NumericOnly = IsNumeric,
                SourceHost = words.Last('s'),
                SourcePort = words.Last('p') is { } local ? _ports.ReadLocal(local) : 0,
                Wait = _limit ?? ReadWait(),
                Sockets = NcSockets.Read(words),
            }
        )
        {
            Proxies = new NcProxies(words, services, password).Read(),
        };

    /// <summary>TCP is given up by the system, and the other has no end to wait for.</summary>
    private TimeSpan ReadWait() => words.Has('z') && IsDatagram ? ScanTarget.DatagramWait : Durations.Longest;
}
