using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Socks;

namespace Dotcat.Dialing.Proxies;

/// <summary>
/// SOCKS5, with user and password where the proxy wants them and there are some; or SOCKS4, which knows IPv4
/// addresses, and 4a, which knows names too.
/// </summary>
internal sealed class SocksHandshake(ProxyOptions proxy, string host, int port) : ProxyHandshake(proxy, host, port)
{
    private bool IsOf4 => Proxy.Type is ProxyType.Socks4;

    protected override Sentence NotSuchAProxy => Messages.NotASocksProxy(IsOf4 ? 4 : 5, Proxy.Address);

    protected override async Task<Channel?> AskAsync(Channel channel, CancellationToken cancellation)
    {
        if (!SocksText.Fits(Host))
        {
            throw NothingTried(Messages.BadHost(Host));
        }

        await (IsOf4 ? Ask4Async(channel, cancellation) : Ask5Async(channel, cancellation));
        return channel;
    }

    private async Task Ask4Async(Channel channel, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(Host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            throw NothingTried(Messages.NoIPv6OverSocks4($"{Proxy}", Target));
        }

        await channel.WriteAsync(Socks4.EncodeRequest(Host, Port, Proxy.User ?? ""), cancellation);
        byte code = await Socks4.ReadReplyAsync(channel, cancellation);
        if (code != Socks4.Granted)
        {
            throw Refused(SocksCauses.Of4(code), MeaningOf4(code), SocksCauses.IsTransient4(code));
        }
    }

    private async Task Ask5Async(Channel channel, CancellationToken cancellation)
    {
        await LogInAsync(channel, cancellation);
        var request = new Socks5Request(Socks5Request.Connect, new SocksAddress(Host, Port));
        await channel.WriteAsync(request.Encode(), cancellation);
        byte code = await Socks5Reply.ReadAsync(channel, cancellation);
        if (code != Socks5Reply.Succeeded)
        {
            throw Refused(SocksCauses.Of5(code), MeaningOf5(code), SocksCauses.IsTransient5(code));
        }
    }

    private async Task LogInAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] offer = Proxy.User is null
            ? Socks5Greeting.Encode(Socks5Greeting.NoLogin)
            : Socks5Greeting.Encode(Socks5Greeting.NoLogin, Socks5Greeting.UserAndPassword);
        await channel.WriteAsync(offer, cancellation);
        switch (await Socks5Greeting.ReadChoiceAsync(channel, cancellation))
        {
            case Socks5Greeting.NoLogin:
                return;
            case Socks5Greeting.UserAndPassword when Proxy.User is { } user:
                await channel.WriteAsync(Socks5Login.Encode(user, Proxy.Password), cancellation);
                if (await Socks5Login.ReadStatusAsync(channel, cancellation) != Socks5Login.Success)
                {
                    throw Failure(Messages.ProxyRejectedLogin($"{Proxy}"));
                }

                return;
            case Socks5Greeting.NoneOfThem when Proxy.User is null:
                throw Failure(Messages.ProxyWantsLogin($"{Proxy}"));
            case Socks5Greeting.NoneOfThem:
                throw Failure(Messages.ProxyWantsOtherLogin($"{Proxy}"));
            default:
                throw new InvalidDataException(); // it was not offered
        }
    }

    /// <summary>91 is the only word that version 4 has for whatever the target does.</summary>
    private static SocketError MeaningOf4(byte code) =>
        code == 91 ? SocketError.ConnectionRefused : SocketError.AccessDenied;

    private static SocketError MeaningOf5(byte code) =>
        code switch
        {
            Socks5Reply.ConnectionRefused => SocketError.ConnectionRefused,
            Socks5Reply.HostUnreachable => SocketError.HostUnreachable,
            Socks5Reply.NetworkUnreachable => SocketError.NetworkUnreachable,
            Socks5Reply.TtlExpired => SocketError.TimedOut,
            _ => SocketError.AccessDenied,
        };
}
