using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Interop;
using Dotcat.Listening;
using Dotcat.Recording;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Scanning;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>One run of the tool: channels are dialled or arrive, and a service answers them.</summary>
internal sealed class Session(SessionOptions options, Func<Channel> openStdio, Reporter reporter, TimeProvider time)
{
    private readonly ServiceOptions _service = options.Service;
    private readonly ConversationReport _report = new(reporter, options.Service.KeepOpen)
    {
        DefaultPort = options.Endpoint is Endpoint.Dial { Target: { IsDefaultPort: true, Port: var port } }
            ? port
            : null,
    };

    /// <summary>Where progress is drawn; null for nowhere.</summary>
    public StatusBar? StatusBar { get; init; }

    /// <summary>Gives the bytes that standard input is about to bring; null where it cannot tell.</summary>
    public Func<long?> InputSize { get; init; } = static () => null;

    /// <summary>Never throws for what the network or the user did: that is said, and told by the exit code.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        if (options.Hint is { } hint)
        {
            reporter.Say(Verbosity.Events, hint);
        }

        try
        {
            if (options.NeedsHashes)
            {
                TlsLibrary.Require();
            }

            if (options.KeyLogFile is { } file)
            {
                KeyLog.Begin(file, reporter);
            }

            if (options.Endpoint is Endpoint.Scanned ports)
            {
                return await ScanAsync(ports, cancellation);
            }

            return await (
                options.Records is null ? RunAsync(null, cancellation) : RunRecordedAsync(options.Records, cancellation)
            );
        }
        catch (DotcatException e)
        {
            reporter.Tell(new Event.Error(e) { Code = e.ExitCode });
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
    }

    /// <summary>A record that cannot be written ends the run as a signal does.</summary>
    private async Task<ExitCode> RunRecordedAsync(RecordOptions records, CancellationToken cancellation)
    {
        await using Recorder recorder = await Recorder.OpenAsync(records, reporter, time, cancellation);
        ExitCode code;
        bool isWhole;
        try
        {
            code = await RunAsync(recorder, recorder.Stop);
        }
        catch (OperationCanceledException) when (recorder.HasFailed)
        {
            code = ExitCode.Failed;
        }
        finally
        {
            isWhole = await recorder.CloseAsync();
        }

        return isWhole ? code : ExitCode.Failed;
    }

    private Progress OpenProgress(ProgressOptions wanted, Traffic traffic)
    {
        bool isOfInput = options.Answer is Answer.Stdio && !_service.KeepOpen && !_service.Relay.ReceiveOnly;
        long? size = wanted.Size ?? (isOfInput ? InputSize() : null);
        return new Progress(traffic, reporter, StatusBar, time)
        {
            IsOfMany = _service.KeepOpen,
            Goal = size is { } bytes ? new ProgressGoal(bytes, IsInput: wanted.Size is null) : null,
        };
    }

    private async Task<ExitCode> RunAsync(Recorder? recorder, CancellationToken cancellation)
    {
        await using Service service = OpenService(cancellation);
        service.Recorder = recorder;
        service.Traffic = options.Progress is null ? null : new Traffic(time);
        await using Progress? progress = service.Traffic is null
            ? null
            : OpenProgress(options.Progress!, service.Traffic);
        if (_service.Rate is { } rate)
        {
            service.Rate = (new TokenBucket(rate, time), new TokenBucket(rate, time));
        }

        return options.Endpoint switch
        {
            Endpoint.Dialled peer => await DialAsync(peer, service, cancellation),
            Endpoint.Listening place => await ListenAsync(place, service, cancellation),
            _ => throw new UnreachableException(),
        };
    }

    private Service OpenService(CancellationToken cancellation) =>
        options.Answer switch
        {
            Answer.Stdio when _service.KeepOpen => new SharedStdioService(openStdio(), _service, reporter, time),
            Answer.Stdio => new StdioService(
                options.Reconnect is null ? openStdio() : new LastingChannel(openStdio(), time),
                _service,
                reporter,
                time
            ),
            Answer.Command command => new CommandService(command, _service, reporter, time),
            Answer.Echo => new EchoService(_service, reporter, time),
            Answer.Reply reply => new ReplyService(openStdio(), reply.Text, _service, reporter, time),
            Answer.Forward => OpenForward(options.To!, cancellation),
            Answer.Broker => new BrokerService(openStdio(), _service, reporter, time),
            Answer.Chat => new ChatService(openStdio(), _service, reporter, time),
            Answer.HttpProxy proxy => new HttpProxyService(proxy.Options, _service, reporter, time),
            Answer.SocksProxy proxy => new SocksProxyService(proxy.Options, _service, reporter, time),
            _ => throw new UnreachableException(),
        };

    private ForwardService OpenForward(Endpoint.Dialled to, CancellationToken cancellation)
    {
        var plan = new DialPlan(to, Password(cancellation), reporter, time);
        return new ForwardService(
            (client, meet, stop) => RetryingAsync(token => plan.DialAsync(client, meet, token), stop),
            _service,
            reporter,
            time
        );
    }

    private async Task<ExitCode> DialAsync(Endpoint.Dialled target, Service service, CancellationToken cancellation)
    {
        var plan = new DialPlan(target, Password(cancellation), reporter, time);
        Task<Channel> DialOnceAsync(CancellationToken attempt) => plan.DialAsync(client: null, meet: null, attempt);
        Channel peer = await RetryingAsync(DialOnceAsync, cancellation);
        reporter.Tell(new Event.Connected(peer));
        if (options.Reconnect is { } rules)
        {
            var reconnecting = new Reconnecting(rules, DialOnceAsync, service, _service.Relay, reporter, time);
            return await reconnecting.RunAsync(peer, cancellation);
        }

        await using (peer)
        {
            return await ServeAloneAsync(service, peer, cancellation);
        }
    }

    private async Task<ExitCode> ScanAsync(Endpoint.Scanned ports, CancellationToken cancellation)
    {
        await using Channel output = openStdio();
        var plan = new ScanPlan(ports, Password(cancellation), reporter, time);
        var report = new ScanReport(ports.Target, output, options.Verbosity >= Verbosity.Events, reporter);
        var scan = new Scan(ports.Target, plan.PrepareAsync, options.Retry, report, reporter, time);
        return await scan.RunAsync(cancellation);
    }

    private async Task<ExitCode> ListenAsync(Endpoint.Listening place, Service service, CancellationToken cancellation)
    {
        (Listener listener, Admission admission) = await RetryingAsync(token => OpenAsync(place, token), cancellation);
        await using var server = new Server(listener, service, admission, place, reporter, _report, time);
        if (_service.KeepOpen)
        {
            int each = listener.DescriptorsEach + service.DescriptorsEach;
            server.Descriptors = new DescriptorBudget(DescriptorLimit.Raise(), listener.LastDescriptor, each);
        }

        if (place.Tls is { } tls)
        {
            string? host = (place as Endpoint.Listen)?.Place.Host;
            var tlsServer = new TlsServer(tls, host, listener.LocalAddresses, Password(cancellation), reporter, time);
            server.Secure = async (client, stop) => await tlsServer.AcceptAsync(client, stop);
        }

        if (place.HeaderWait is { } wait)
        {
            server.Introduce = new Introductions(wait, reporter, time).MakeAsync;
        }

        bool isChosen = place is Endpoint.Listen { Place.Port: 0 };
        reporter.Tell(new Event.Listening(listener.EndPoints, place.IsDatagram, isChosen));
        service.Listening = listener.EndPoints;
        if (_service.KeepOpen)
        {
            return await server.ServeAllAsync(cancellation);
        }

        await using Channel peer = await server.AcceptOneAsync(cancellation);
        return await ServeAloneAsync(service, peer, cancellation);
    }

    private async Task<ExitCode> ServeAloneAsync(Service service, Channel peer, CancellationToken cancellation)
    {
        Conversation? conversation = await service.ServeAloneAsync(peer, cancellation);
        ExitCode? over = service.Over.IsCompletedSuccessfully ? await service.Over : null;
        return conversation is null ? over ?? ExitCode.Failed : _report.Tell(conversation, over);
    }

    private async Task<(Listener, Admission)> OpenAsync(Endpoint.Listening endpoint, CancellationToken cancellation)
    {
        var anyFamily = new HostResolver(AddressFamily.Unspecified, endpoint.Access.NumericOnly);
        AccessList access = await AccessList.ResolveAsync(endpoint.Access, anyFamily.ResolveAsync, cancellation);
        var admission = new Admission(access, endpoint.MaxConnections, reporter);
        Listener listener = endpoint switch
        {
            Endpoint.Listen { Place: var place } => await OpenAsync(place, admission, cancellation),
            Endpoint.ListenUnix { Place: var place } => Binding.Open(place, admission, _service.KeepOpen, reporter),
            Endpoint.ListenPassed { Place: var place } => Binding.Open(place, admission, _service.KeepOpen),
            _ => throw new UnreachableException(),
        };
        return (listener, admission);
    }

    private async Task<Listener> OpenAsync(ListenOptions place, Admission admission, CancellationToken cancellation)
    {
        var resolver = new HostResolver(place.Family, place.NumericOnly);
        IReadOnlyList<IPAddress> addresses = place.Host is null
            ? []
            : await resolver.ResolveAsync(place.Host, cancellation);
        IPAddress? source = place.GroupSource is null
            ? null
            : (await resolver.ResolveAsync(place.GroupSource, cancellation))[0];
        return Binding.Open(place, addresses, admission, _service.KeepOpen, source);
    }

    private static Func<string, string?> Password(CancellationToken cancellation) =>
        file =>
            Environment.GetEnvironmentVariable("DOTCAT_TLS_PASSWORD")
            ?? TerminalPrompt.ReadHidden(Prompt($"{Messages.PasswordPrompt(file)}"), cancellation);

    private static string Prompt(string words) =>
        Colour.IsWanted(Environment.GetEnvironmentVariable) ? Colour.Prompt(words) : words;

    private Task<T> RetryingAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation) =>
        options.Retry is { } retry
            ? new ConnectRetry(retry, reporter, time).RunAsync(attempt, cancellation)
            : attempt(cancellation);
}
