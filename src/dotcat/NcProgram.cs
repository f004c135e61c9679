using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Cli.Nc;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>A run that was asked for in the words of OpenBSD's nc, and tells of itself in its lines.</summary>
internal sealed class NcProgram(NcCall call, TextWriter stderr)
{
    private const string LoginVariable = "NCAT_PROXY_AUTH";

    private string _host = ""; // as it was typed
    private Reporter _reporter = new(stderr, Verbosity.Quiet) { OtherWords = new NcWording(call.Name).Lines };

    /// <returns>The exit code: of 0 and 1, or a signal's.</returns>
    public int Run()
    {
        try
        {
            var words = new NcWords(call.Arguments);
            if (words.Has('h'))
            {
                stderr.Write(NcHelp.Make());
                return (int)ExitCode.Done;
            }

            _host = words.Operands.FirstOrDefault("");
            using var signals = new Signals();
            using var failures = new UnhandledFailures(signals, TellFailure);
            var reader = new NcReader(words, ServiceNames.Find, (user, proxy) => Password(user, proxy, signals.Token));
            IEnumerable<SessionOptions> runs = reader.Read();
            bool isPlain = runs.All(static run => run.IsPlain);
            ExitCode code = MainThread.Run(() => RunAllAsync(runs, signals.Token), isEnough: isPlain);
            return signals.ExitCode(StandardStreams.Settle(code, _reporter));
        }
        catch (NcUsageException e)
        {
            if (e.Problem is { } problem)
            {
                _reporter.Say(problem);
            }

            stderr.Write(NcMessages.Usage);
        }
        catch (DotcatException e)
        {
            _reporter.Tell(new Event.Error(e) { Code = ExitCode.Failed });
        }
#pragma warning disable CA1031 // whatever it is, the user gets a sentence
        catch (Exception e)
#pragma warning restore CA1031
        {
            TellFailure(e);
        }

        return (int)ExitCode.Failed;
    }

    private void TellFailure(Exception e) => _reporter.Tell(Event.Error.OfRun(e));

    /// <summary>One after the other, each going on with standard input and output where the one before ended.</summary>
    private async Task<ExitCode> RunAllAsync(IEnumerable<SessionOptions> runs, CancellationToken cancellation)
    {
        StdioChannel? stdio = null;
        bool isAlone = true;
        var code = ExitCode.Failed;
        using IEnumerator<SessionOptions> rest = runs.GetEnumerator();
        for (bool hasNext = rest.MoveNext(); hasNext; )
        {
            SessionOptions run = rest.Current;
            hasNext = rest.MoveNext();
            isAlone &= !hasNext;
            _reporter = Tell(run);
            var session = new Session(run, OpenStdio, _reporter, TimeProvider.System);
            code = await session.RunAsync(cancellation) == ExitCode.Done ? ExitCode.Done : code;
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        return code;

        Channel OpenStdio()
        {
            stdio ??= StandardStreams.OpenChannel();
            return isAlone ? stdio : new UnfinishedChannel(stdio);
        }
    }

    private Reporter Tell(SessionOptions run) =>
        new(stderr, run.Verbosity) { OtherWords = WordingOf(run.Endpoint, run).Lines };

    private NcWording WordingOf(Endpoint endpoint, SessionOptions run) =>
        endpoint switch
        {
            Endpoint.Scanned { Target.Ports: var ports, Peer: Endpoint.Dial tried } => Wording(tried, ports[0], run),
            Endpoint.Scanned { Peer: var peer } => WordingOf(peer, run),
            Endpoint.Dial dialled => Wording(dialled, dialled.Target.Port, run),
            Endpoint.DialUnix unix => new NcWording(call.Name) { Path = unix.Target.Path, IsVerbose = IsVerbose(run) },
            Endpoint.ListenUnix unix => new NcWording(call.Name)
            {
                Path = unix.Place.Path,
                Listens = true,
                HearsEverybody = unix.IsDatagram && run.Service.KeepOpen,
                IsVerbose = IsVerbose(run),
            },
            Endpoint.Listen { Place: var place } => new NcWording(call.Name)
            {
                Host = place.Host,
                Port = place.Port,
                Listens = true,
                HearsEverybody = place.IsDatagram && run.Service.KeepOpen,
                IsVerbose = IsVerbose(run),
                NameOf = place.NumericOnly ? static address => $"{address}" : NameOf,
            },
            _ => new NcWording(call.Name),
        };

    private NcWording Wording(Endpoint.Dial dialled, int port, SessionOptions run) =>
        new(call.Name)
        {
            Host = _host,
            Port = port,
            IsVerbose = IsVerbose(run),
            Source = dialled.Target.SourceHost,
            Proxy = dialled.Proxies is [var proxy, ..] ? (proxy.Host, proxy.Port) : null,
            Protocol = Protocol.OfInternet(dialled.Target.IsDatagram),
            ServiceOf = dialled.Target.NumericOnly ? static (_, _) => null : ServiceNames.NameOf,
        };

    private static bool IsVerbose(SessionOptions run) => run.Verbosity > Verbosity.Quiet;

    private static string NameOf(IPAddress address)
    {
        try
        {
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
                ? $"{address}"
                : Dns.GetHostEntry(address).HostName;
        }
        catch (SocketException)
        {
            return $"{address}"; // it has none
        }
    }

    private static string? Password(string user, string proxy, CancellationToken cancellation) =>
        Environment.GetEnvironmentVariable(LoginVariable) is { } login
        && login.StartsWith($"{user}:", StringComparison.Ordinal)
            ? login[(user.Length + 1)..]
            : TerminalPrompt.ReadHidden(NcMessages.PasswordPrompt(user, proxy).ToString(), cancellation);
}
