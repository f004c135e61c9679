using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing.Proxies;

/// <summary>Connects to a target through proxies, one behind the other.</summary>
/// <param name="hops">The proxies, at least one, in the order that they are passed.</param>
/// <param name="resolve">Looks up a name here.</param>
/// <param name="wait">Limit for one attempt, everything included.</param>
/// <param name="dial">Connects to the first proxy.</param>
/// <param name="secure">Speaks TLS to a proxy, whose host it is given; owns the channel from then on.</param>
/// <param name="reporter">Is told each step.</param>
/// <param name="time">Measures <paramref name="wait"/>.</param>
internal sealed class ProxyChain(
    IReadOnlyList<ProxyOptions> hops,
    Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> resolve,
    TimeSpan wait,
    Func<CancellationToken, Task<Channel>> dial,
    Func<Channel, string, CancellationToken, Task<Channel>> secure,
    Reporter reporter,
    TimeProvider time
)
{
    /// <summary>One attempt.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        string name = Messages.Through(Addresses.Join(host, port), hops.Select(static hop => hop.Address));
        try
        {
            Channel channel = await Deadline.RunAsync(
                token => PassAsync(hops.Count - 1, host, port, token),
                wait,
                time,
                cancellation
            );
            return new TunnelChannel(channel, name);
        }
        catch (TimeoutException)
        {
            throw SocketFailure.ConnectTimedOut(name);
        }
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
                            reporter.Say(Verbosity.Attempts, Messages.AskingProxy($"{proxy}", target));
                            return channel;
                        },
                        cancellation
                    );
            }
            catch (DotcatException e) when (isReached && e.IsTransient && i + 1 < hosts.Count)
            {
                reporter.Say(Verbosity.Attempts, e.Message);
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
            string sentence = Messages.NotAnAddressForProxy(host);
            throw new DotcatException(sentence, ExitCode.NothingTried);
        }

        reporter.Say(Verbosity.Attempts, Messages.Resolving(host));
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = await resolve(host, cancellation);
        }
        catch (DotcatException e) when (proxy.Dns == ProxyDns.Both)
        {
            reporter.Say(Verbosity.Attempts, e.Message);
            return [host];
        }

        string[] usable =
        [
            .. addresses
                .Where(address => proxy.Type != ProxyType.Socks4 || address.AddressFamily == AddressFamily.InterNetwork)
                .Select(static address => address.ToString()),
        ];
        return usable.Length > 0 ? usable : [addresses[0].ToString()];
    }
}
