using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing.Proxies;

/// <summary>Connects to a target through proxies, one behind the other.</summary>
internal sealed class ProxyChain(
    IReadOnlyList<ProxyOptions> hops, // at least one, in the order that they are passed
    Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> resolve,
    TimeSpan wait, // for one attempt, everything included
    Func<CancellationToken, Task<Channel>> dial, // to the first proxy
    Func<Channel, string, CancellationToken, Task<Channel>> secure, // by TLS to that host; owns the channel
    Reporter reporter,
    TimeProvider time
)
{
    /// <summary>One attempt.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        string name = Messages.Through(Addresses.Join(host, port), hops.Select(static hop => hop.Address));
        return await ConnectAttempt.RunAsync(
            async token => new TunnelChannel(await PassAsync(hops.Count - 1, host, port, token), name),
            name,
            wait,
            time,
            cancellation
        );
    }

    /// <summary>A channel through that proxy.</summary>
    private async Task<Channel> PassAsync(int hop, string host, int port, CancellationToken cancellation)
    {
        ProxyOptions proxy = hops[hop];
        IReadOnlyList<string> hosts = await ResolveAsync(proxy, host, cancellation);
        for (int i = 0; ; i++)
        {
            string target = Addresses.Join(hosts[i], port);
            bool isReached = false;
            try
            {
                return await ProxyHandshake
                    .For(proxy, hosts[i], port)
                    .EstablishAsync(
                        async token =>
                        {
                            Channel channel = await ReachAsync(hop, token);
                            isReached = true;
                            reporter.Tell(
                                new Event.Connecting(target, Protocol.Tcp) { Proxy = ($"{proxy}", proxy.Address) }
                            );
                            return channel;
                        },
                        cancellation
                    );
            }
            catch (DotcatException e) when (isReached && e.IsTransient && i + 1 < hosts.Count)
            {
                reporter.Tell(Event.Error.OfAttempt(target, e));
            }
        }
    }

    /// <summary>A channel to that proxy, through the ones before it.</summary>
    private async Task<Channel> ReachAsync(int hop, CancellationToken cancellation)
    {
        ProxyOptions proxy = hops[hop];
        Channel channel =
            hop == 0 ? await dial(cancellation) : await PassAsync(hop - 1, proxy.Host, proxy.Port, cancellation);
        return proxy.OverTls ? await secure(channel, proxy.Host, cancellation) : channel;
    }

    /// <summary>What the proxy is given in place of the host: the host itself, or the addresses it has here.</summary>
    private async Task<IReadOnlyList<string>> ResolveAsync(
        ProxyOptions proxy,
        string host,
        CancellationToken cancellation
    )
    {
        if (proxy.Dns == ProxyDns.Remote || IPAddress.TryParse(host, out _))
        {
            return [host];
        }

        if (proxy.Dns == ProxyDns.None)
        {
            throw new DotcatException(Messages.NotAnAddressForProxy(host), ExitCode.NothingTried);
        }

        reporter.Tell(new Event.Resolving(host));
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = await resolve(host, cancellation);
        }
        catch (DotcatException e) when (proxy.Dns == ProxyDns.Both)
        {
            reporter.Tell(Event.Error.OfAttempt(host, e));
            return [host];
        }

        bool takesAny = proxy.Type != ProxyType.Socks4;
        IPAddress[] usable = [.. addresses.Where(one => takesAny || one.AddressFamily == AddressFamily.InterNetwork)];
        return usable.Length > 0 ? Array.ConvertAll(usable, static one => $"{one}") : [$"{addresses[0]}"];
    }
}
