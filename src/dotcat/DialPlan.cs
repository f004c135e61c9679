using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
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
    /// <summary>What makes one attempt.</summary>
    /// <exception cref="DotcatException">A file that TLS needs is not what it should be.</exception>
    public Func<CancellationToken, Task<Channel>> Make() =>
        endpoint switch
        {
            Endpoint.Dial { Target: var target } tcp => OverTls(
                tcp.Proxies.Count > 0 ? ThroughProxies(tcp) : new Dialer(target, reporter, time).DialAsync,
                target.Host,
                Addresses.Join(target.Host, target.Port),
                target.Wait
            ),
            Endpoint.DialUnix { Target: var target } => OverTls(
                new UnixDialer(target, reporter, time).DialAsync,
                host: null,
                target.Path,
                target.Wait
            ),
            _ => throw new UnreachableException(),
        };

    private Func<CancellationToken, Task<Channel>> OverTls(
        Func<CancellationToken, Task<Channel>> dial,
        string? host,
        string name,
        TimeSpan wait
    ) =>
        endpoint.Tls is { } tls
            ? new TlsDialer(dial, new TlsClient(tls, password, reporter), host, name, wait, time).DialAsync
            : dial;

    private Func<CancellationToken, Task<Channel>> ThroughProxies(Endpoint.Dial through)
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
