using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>Says events in the lines of OpenBSD's nc, and what nc has no line for in ours, under nc's name.</summary>
/// <param name="program">What the tool was called by.</param>
internal sealed class NcWording(string program)
{
    private bool _isSaid; // why the address that was tried last failed
    private IPEndPoint? _tried;

    /// <summary>The host that was asked for, or the one to listen on; null for none.</summary>
    public string? Host { get; init; }

    /// <summary>Its port, or the first of them.</summary>
    public int Port { get; init; }

    /// <summary>The local address that was asked for; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>The host that is connected to where it is not that one: a proxy. Null where it is.</summary>
    public (string Host, int Port)? Proxy { get; init; }

    /// <summary>The path of the Unix socket that was asked for; null for none.</summary>
    public string? Path { get; init; }

    public bool Listens { get; init; }

    /// <summary>Whether it hears everybody, and says of nobody that it does.</summary>
    public bool HearsEverybody { get; init; }

    public string Protocol { get; init; } = Channels.Protocol.Tcp;

    /// <summary>Gives what the system calls a port; null where it has no name, or none is wanted.</summary>
    public Func<int, string, string?> ServiceOf { get; init; } = static (_, _) => null;

    /// <summary>Gives the name of the host with an address, or the address where none is known or wanted.</summary>
    public Func<IPAddress, string> NameOf { get; init; } = static address => $"{address}";

    /// <summary>Whether what happens is told, and not only what went wrong: names are looked up for it.</summary>
    public bool IsVerbose { get; init; }

    public IEnumerable<Line> Lines(Event happened) =>
        happened switch
        {
            Event.Listening or Event.Accepted or Event.Connecting or Event.Connected when !IsVerbose => [],
            Event.Listening it => Listening(it),
            Event.Accepted when HearsEverybody => [],
            Event.Accepted it => Events(NcMessages.Received(Client(it.Peer))),
            Event.Connecting it => Trying(it),
            Event.Connected it when Channels.Protocol.Of(it.Peer) is not null && Path is null => Events(
                Succeeded(it.Peer)
            ),
            Event.Error { Outcome: { } outcome, Peer: { } peer } => Attempt(peer, outcome),
            Event.Note { Outcome: { } outcome, Peer: { } peer } => Attempt(peer, outcome),
            Event.Error { Asked: Verbosity.Attempts } => [],
            Event.Error { Cause: DotcatException failure } it => Failure(failure, it.Level),
            Event.Error or Event.Note { Asked: Verbosity.Quiet } => Own(happened.Lines),
            Event.Closed => Own(happened.Lines.Where(static line => line.IsTrouble)),
            _ => [],
        };

    private static IEnumerable<Line> Events(Sentence words) => [new Line(Verbosity.Events, words)];

    private IEnumerable<Line> Own(IEnumerable<Line> lines) =>
        lines.Select(line => line with { Words = NcMessages.Said(program, line.Words) });

    private Line Trouble(Verbosity level, Sentence words) =>
        new(level, NcMessages.Said(program, words)) { IsTrouble = true };

    private IEnumerable<Line> Listening(Event.Listening it)
    {
        EndPoint place = it.Local.First();
        string shown = place is IPEndPoint local ? Named(local) : Addresses.Format(place);
        if (place is not IPEndPoint || it.IsDatagram)
        {
            yield return new Line(Verbosity.Events, NcMessages.Bound(shown));
        }

        if (!it.IsDatagram)
        {
            yield return new Line(Verbosity.Events, NcMessages.Listening(shown));
        }
    }

    private string Client(Channel peer) =>
        peer.Peer?.RemoteEndPoint is IPEndPoint remote ? Named(remote) : Path ?? peer.Name;

    private string Named(IPEndPoint place) => NcMessages.Place(NameOf(place.Address), place.Port).ToString();

    private Line[] Trying(Event.Connecting it)
    {
        _isSaid = false;
        _ = IPEndPoint.TryParse(it.Peer, out _tried);
        return [];
    }

    private Sentence Succeeded(Channel peer)
    {
        string target = peer.Name.Split(' ', 2)[0]; // before what it was reached through
        _ = IPEndPoint.TryParse(target, out IPEndPoint? place);
        int port = place?.Port ?? int.Parse(target[(target.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        return NcMessages.Succeeded(
            Shown(place?.Address),
            port,
            Protocol,
            ServiceOf(port, Protocol) ?? NcMessages.AnyService
        );
    }

    private Line[] Attempt(string peer, SocketError outcome)
    {
        if (!IPEndPoint.TryParse(peer, out IPEndPoint? place) || place.Port == 0)
        {
            return [];
        }

        _isSaid = true;
        Sentence host = Tried(place.Address);
        return
        [
            Trouble(
                Verbosity.Events,
                outcome == SocketError.InProgress
                    ? NcMessages.TimedOut(host, place.Port, Protocol)
                    : NcMessages.Failed(host, place.Port, Protocol, CauseOf(outcome))
            ),
        ];
    }

    private Line[] Failure(DotcatException failure, Verbosity level)
    {
        SocketError? error = (failure.InnerException as SocketException)?.SocketErrorCode;
        string cause = error is { } code ? CauseOf(code) : NcMessages.NoName;
        return failure.Step switch
        {
            FailedStep.LookUp when Listens || (Source is { } source && failure.Host == source) =>
            [
                Trouble(level, NcMessages.UnresolvedLocal(cause)),
            ],
            FailedStep.LookUp =>
            [
                Trouble(
                    level,
                    Proxy is { } proxy && failure.Host == proxy.Host
                        ? NcMessages.Unresolved(proxy.Host, proxy.Port, cause)
                        : NcMessages.Unresolved(Host ?? "", Port, cause)
                ),
            ],
            FailedStep.Bind when error is not null && Listens => [Trouble(level, cause)],
            FailedStep.Bind when error is not null => [Trouble(level, NcMessages.BindFailed(cause))],
            FailedStep.Connect when Path is not null => [Trouble(level, NcMessages.OfPath(Path, CauseOf(failure)))],
            FailedStep.Connect when _isSaid => [],
            FailedStep.Connect when error is SocketError.TimedOut =>
            [
                Trouble(Verbosity.Events, NcMessages.TimedOut(Tried(_tried?.Address), _tried?.Port ?? Port, Protocol)),
            ],
            FailedStep.Connect when error is not null =>
            [
                Trouble(Verbosity.Events, NcMessages.Failed(Tried(null), Port, Protocol, cause)),
            ],
            _ => [Trouble(level, failure.Sentence)],
        };
    }

    /// <summary>The host, and the address where the one is not the other.</summary>
    private Sentence Shown(IPAddress? address) =>
        NcMessages.Host(Host ?? "", address is null || $"{address}" == Host ? null : $"{address}");

    /// <summary>What is connected to. Of a proxy there is the name alone.</summary>
    private Sentence Tried(IPAddress? address) => Proxy is { } proxy ? $"{proxy.Host}" : Shown(address);

    private static string CauseOf(DotcatException failure) =>
        failure.InnerException is SocketException e
            ? CauseOf(e.SocketErrorCode)
            : failure.Cause.ToString() switch
            {
                Messages.NoSuchFile => NcMessages.NoSuchFile,
                Messages.NotASocket => NcMessages.Refused,
                var other => other,
            };

    /// <summary>In the words of strerror(3) and gai_strerror(3).</summary>
    private static string CauseOf(SocketError error) =>
        error switch
        {
            SocketError.HostNotFound or SocketError.NoData => NcMessages.NoName,
            SocketError.TryAgain => NcMessages.NoAnswer,
            SocketError.AddressFamilyNotSupported => NcMessages.WrongFamily,
            _ => new SocketException((int)error).Message,
        };
}
