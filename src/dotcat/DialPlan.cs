using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>How a run reaches its peer: directly or through proxies, plainly or over TLS.</summary>
/// <param name="options">The run.</param>
/// <param name="password">Gets the password for a file's key; null where there is none to be had.</param>
/// <param name="reporter">Is told each step.</param>
/// <param name="time">The clock of all limits.</param>
internal sealed class DialPlan(
    SessionOptions options,
    Func<string, string?> password,
    Reporter reporter,
    TimeProvider time
)
{
    /// <summary>What makes one attempt.</summary>
    /// <exception cref="DotcatException">A file that TLS needs is not what it should be.</exception>
    public Func<CancellationToken, Task<Channel>> Make()
    {
        Func<CancellationToken, Task<Channel>> dial =
            options.UnixDial is { } path ? new UnixDialer(path, reporter, time).DialAsync
            : options.Proxies.Count > 0 ? ThroughProxies(options.Dial!)
            : new Dialer(options.Dial!, reporter, time).DialAsync;
        if (options.Tls is not TlsClientOptions tls)
        {
            return dial;
        }

        var client = new TlsClient(tls, password, reporter);
        return options.UnixDial is { } unix
            ? new TlsDialer(dial, client, host: null, unix.Path, unix.Wait, time).DialAsync
            : new TlsDialer(
                dial,
                client,
                options.Dial!.Host,
                Addresses.Join(options.Dial.Host, options.Dial.Port),
                options.Dial.Wait,
                time
            ).DialAsync;
    }

    private Func<CancellationToken, Task<Channel>> ThroughProxies(DialOptions target)
    {
        ProxyOptions first = options.Proxies[0];
        DialOptions toFirst = target with { Host = first.Host, Port = first.Port };
        Lazy<TlsClient> tls = new(NewProxyTls);
        var chain = new ProxyChain(
            options.Proxies,
            new HostResolver(target.Family, numericOnly: false).ResolveAsync,
            target.Wait,
            new Dialer(toFirst, reporter, time).DialAsync,
            async (channel, host, cancellation) => await tls.Value.ConnectAsync(channel, host, cancellation),
            reporter,
            time
        );
        return cancellation => chain.ConnectAsync(target.Host, target.Port, cancellation);
    }

    /// <summary>A proxy is believed as far as the target is, but has a name of its own.</summary>
    private TlsClient NewProxyTls()
    {
        TlsClientOptions target = options.Tls as TlsClientOptions ?? new TlsClientOptions();
        var proxy = new TlsClientOptions { Verify = target.Verify, TrustFile = target.TrustFile };
        return new TlsClient(proxy, password, reporter);
    }
}
