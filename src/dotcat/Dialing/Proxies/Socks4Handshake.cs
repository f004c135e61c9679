using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Socks;

namespace Dotcat.Dialing.Proxies;

/// <summary>SOCKS4, which knows IPv4 addresses, and 4a, which knows names too.</summary>
internal sealed class Socks4Handshake(ProxyOptions proxy, string host, int port) : ProxyHandshake(proxy, host, port)
{
    protected override string NotSuchAProxy => Messages.NotASocksProxy(4, Proxy.Address);

    protected override async Task<Channel?> AskAsync(Channel channel, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(Host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            throw NothingTried(Messages.NoIPv6OverSocks4($"{Proxy}", Target));
        }

        if (!SocksText.Fits(Host))
        {
            throw NothingTried(Messages.BadHost(Host));
        }

        var request = new Socks4Request(SocksCommand.Connect, Host, Port, Proxy.User ?? "");
        await channel.WriteAsync(request.Encode(), cancellation);
        byte code = await Socks4Reply.ReadAsync(channel, cancellation);
        return code == Socks4Reply.Granted
            ? channel
            : throw Refused(SocksCauses.Of4(code), SocksCauses.IsTransient4(code));
    }
}
