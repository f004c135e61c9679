using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Interop;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>One run of the tool: channels are dialled or arrive, and a service answers them.</summary>
internal sealed class Session(SessionOptions options, Func<Channel> openStdio, Reporter reporter, TimeProvider time)
{
    /// <summary>Never throws for what the network or the user did: that is said, and told by the exit code.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await using Service service = OpenService();
            if (options.Dial is null && options.UnixDial is null)
            {
                return await ListenAsync(service, cancellation);
            }

            await using Channel peer = await DialAsync(cancellation);
            return await service.ServeAloneAsync(peer, cancellation);
        }
        catch (DotcatException e)
        {
            reporter.SayFailure(e.Message, e);
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
    }

    private Service OpenService() =>
        options.Service.Kind switch
        {
            ServiceKind.Command => new CommandService(options.Service, reporter, time),
            ServiceKind.Echo => new EchoService(options.Service, reporter, time),
            ServiceKind.Reply => new ReplyService(openStdio(), options.Service, reporter, time),
            ServiceKind.Broker => new BrokerService(openStdio(), options.Service, reporter, time),
            ServiceKind.Chat => new ChatService(openStdio(), options.Service, reporter, time),
            ServiceKind.HttpProxy => new HttpProxyService(options.Service, reporter, time),
            ServiceKind.SocksProxy => new SocksProxyService(options.Service, reporter, time),
            _ when options.Service.KeepOpen => new SharedStdioService(openStdio(), options.Service, reporter, time),
            _ => new StdioService(openStdio(), options.Service, reporter, time),
        };

    private async Task<Channel> DialAsync(CancellationToken cancellation)
    {
        var plan = new DialPlan(options, file => Password(file, cancellation), reporter, time);
        Channel peer = await RetryingAsync(plan.Make(), cancellation);
        reporter.Say(Verbosity.Events, Messages.Connected(peer.Name));
        return peer;
    }

    private async Task<ExitCode> ListenAsync(Service service, CancellationToken cancellation)
    {
        if (options.Service.KeepOpen)
        {
            DescriptorLimit.Raise();
        }

        (Listener listener, Admission admission) = await RetryingAsync(OpenListenerAsync, cancellation);
        await using var server = new Server(listener, service, admission, options, reporter, time);
        if (options.Tls is TlsServerOptions tls)
        {
            var tlsServer = new TlsServer(
                tls,
                listener.LocalAddresses,
                file => Password(file, cancellation),
                reporter,
                time
            );
            server.Secure = async (client, stop) => await tlsServer.AcceptAsync(client, stop);
        }

        Verbosity level = options.Listen is { Port: 0 } ? Verbosity.Quiet : Verbosity.Events;
        reporter.Say(level, Messages.Listening(listener.Names));
        service.Listening = listener.EndPoints;
        return options.Service.KeepOpen
            ? await server.ServeAllAsync(cancellation)
            : await server.ServeOneAsync(cancellation);
    }

    private async Task<(Listener, Admission)> OpenListenerAsync(CancellationToken cancellation)
    {
        bool numericOnly = options.Listen is { NumericOnly: true };
        AccessList access = await AccessList.ResolveAsync(
            options.Access,
            new HostResolver(AddressFamily.Unspecified, numericOnly).ResolveAsync,
            cancellation
        );
        var admission = new Admission(access, options.MaxConnections, reporter);
        if (options.UnixListen is { } unix)
        {
            return (Binding.Open(unix, admission), admission);
        }

        ListenOptions listen = options.Listen!;
        IReadOnlyList<IPAddress> addresses = listen.Host is null
            ? []
            : await new HostResolver(listen.Family, numericOnly).ResolveAsync(listen.Host, cancellation);
        return (Binding.Open(listen, addresses, admission), admission);
    }

    private static string? Password(string file, CancellationToken cancellation) =>
        Environment.GetEnvironmentVariable("DOTCAT_TLS_PASSWORD")
        ?? TerminalPrompt.ReadHidden(Messages.PasswordPrompt(file), cancellation);

    private Task<T> RetryingAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation) =>
        options.Retry is { } retry
            ? new ConnectRetry(retry, reporter, time).RunAsync(attempt, cancellation)
            : attempt(cancellation);
}
