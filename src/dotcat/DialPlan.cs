using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Interop;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>
/// How a run reaches its peer: directly or through proxies, plainly or over TLS. The password for a file's key is
/// null where there is none to be had.
/// </summary>
internal sealed class DialPlan(
    Endpoint.Dialled endpoint,
    Func<string, string?> password,
    Reporter reporter,
    TimeProvider time
)
{
    private readonly TlsClient? _tls = endpoint.Tls is { } tls ? new TlsClient(tls, password, reporter) : null;

    private readonly Func<CancellationToken, Task<Channel>> _connect = endpoint switch
    {
        Endpoint.Dial { Proxies.Count: > 0 } through => ThroughProxies(through, password, reporter, time),
        Endpoint.Dial { Target: var target } => new Dialer(target, reporter, time).DialAsync,
        Endpoint.DialUnix { Target: var target } => new UnixDialer(target, reporter, time).DialAsync,
        _ => throw new UnreachableException(),
    };

    /// <summary>Makes one attempt.</summary>
    /// <param name="client">Whom it is made for; null for ourselves.</param>
    /// <param name="meet">Looks at the connection before anything is said over it; null for nothing.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="DotcatException">It failed.</exception>
    public Task<Channel> DialAsync(
        Channel? client,
        Func<Channel, CancellationToken, Task>? meet,
        CancellationToken cancellation
    )
    {
        async Task<Channel> ConnectAsync(CancellationToken attempt)
        {
            await Poller.LeaveAsync(); // a handshake takes long
            return await BeginAsync(client, meet, attempt);
        }

        return (_tls, endpoint) switch
        {
            (null, Endpoint.Dial { Proxies.Count: > 0 }) => ConnectAsync(cancellation),
            (null, _) => BeginAsync(client, meet, cancellation),
            (_, Endpoint.Dial { Target: { Host: var host, Port: var port, Wait: var wait } }) => SecureAsync(
                ConnectAsync,
                host,
                Addresses.Join(host, port),
                wait,
                cancellation
            ),
            (_, Endpoint.DialUnix { Target: { Path: var path, Wait: var wait } }) => SecureAsync(
                ConnectAsync,
                host: null,
                path,
                wait,
                cancellation
            ),
            _ => throw new UnreachableException(),
        };
    }

    private Task<Channel> SecureAsync(
        Func<CancellationToken, Task<Channel>> connect,
        string? host,
        string name,
        TimeSpan wait,
        CancellationToken cancellation
    ) => new TlsDialer(connect, _tls!, host, name, wait, time).DialAsync(cancellation);

    private async Task<Channel> BeginAsync(
        Channel? client,
        Func<Channel, CancellationToken, Task>? meet,
        CancellationToken cancellation
    )
    {
        Channel channel = await _connect(cancellation);
        try
        {
            await (meet?.Invoke(channel, cancellation) ?? Task.CompletedTask);
            if (endpoint.Announce is { } version)
            {
                await Announcement.MakeAsync(channel, version, client, cancellation);
            }

            return channel;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    private static Func<CancellationToken, Task<Channel>> ThroughProxies(
        Endpoint.Dial through,
        Func<string, string?> password,
        Reporter reporter,
        TimeProvider time
    )
    {
        ProxyChain chain = Chain(through, password, reporter, time, looksUpOnce: false);
        return async cancellation =>
        {
            try
            {
                return await chain.ConnectAsync(through.Target.Host, through.Target.Port, cancellation);
            }
            catch (DotcatException e)
                when (through.Target.IsDefaultPort
                    && e.InnerException is ProxyRefusalException { Meaning: SocketError.ConnectionRefused }
                )
            {
                Sentence sentence = Messages.WithHint(e.Sentence, Messages.DefaultPort(through.Target.Port));
                throw new DotcatException(sentence, e.Cause, e.ExitCode, e.IsTransient, e.InnerException);
            }
        };
    }

    /// <param name="through">The proxies, and how to connect.</param>
    /// <param name="password">Gives the password for a file's key, or null.</param>
    /// <param name="reporter">Told of each attempt.</param>
    /// <param name="time">Limits it.</param>
    /// <param name="looksUpOnce">Whether a name is looked up once, however many connections there will be.</param>
    internal static ProxyChain Chain(
        Endpoint.Dial through,
        Func<string, string?> password,
        Reporter reporter,
        TimeProvider time,
        bool looksUpOnce
    )
    {
        DialOptions target = through.Target;
        ProxyOptions first = through.Proxies[0];
        TlsClient? tls = through.ProxyTls is { } trust ? new TlsClient(trust, password, reporter) : null;
        var proxies = new HostResolver(target.Family, target.NumericOnly);
        var targets = new HostResolver(target.Family, numericOnly: false);
        return new ProxyChain(
            through.Proxies,
            looksUpOnce ? new LookUps(targets.ResolveAsync).ResolveAsync : targets.ResolveAsync,
            target.Wait,
            new Dialer(
                target with
                {
                    Host = first.Host,
                    Port = first.Port,
                    IsDefaultPort = false,
                },
                reporter,
                time,
                looksUpOnce ? new LookUps(proxies.ResolveAsync).ResolveAsync : proxies.ResolveAsync
            ).DialAsync,
            async (channel, host, cancellation) => await tls!.ConnectAsync(channel, host, cancellation),
            reporter,
            time
        );
    }
}
