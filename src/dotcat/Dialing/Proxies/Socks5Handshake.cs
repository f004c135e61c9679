using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Socks;

namespace Dotcat.Dialing.Proxies;

/// <summary>SOCKS5, with user and password where the proxy wants them and there are some.</summary>
internal sealed class Socks5Handshake(ProxyOptions proxy, string host, int port) : ProxyHandshake(proxy, host, port)
{
    protected override string NotSuchAProxy => Messages.NotASocksProxy(5, Proxy.Address);

    protected override async Task<Channel?> AskAsync(Channel channel, CancellationToken cancellation)
    {
        if (!SocksText.Fits(Host))
        {
            throw NothingTried(Messages.BadHost(Host));
        }

        await LogInAsync(channel, cancellation);
        var request = new Socks5Request(SocksCommand.Connect, new SocksAddress(Host, Port));
        await channel.WriteAsync(request.Encode(), cancellation);
        byte code = await Socks5Reply.ReadAsync(channel, cancellation);
        return code == Socks5Reply.Succeeded
            ? channel
            : throw Refused(SocksCauses.Of5(code), SocksCauses.IsTransient5(code));
    }

    private async Task LogInAsync(Channel channel, CancellationToken cancellation)
    {
        byte[] offer = Proxy.User is null
            ? Socks5Greeting.Encode(Socks5Greeting.NoLogin)
            : Socks5Greeting.Encode(Socks5Greeting.NoLogin, Socks5Greeting.UserAndPassword);
        await channel.WriteAsync(offer, cancellation);
        byte choice = await Socks5Greeting.ReadChoiceAsync(channel, cancellation);
        switch (choice)
        {
            case Socks5Greeting.NoLogin:
                return;
            case Socks5Greeting.UserAndPassword when Proxy.User is { } user:
                await channel.WriteAsync(Socks5Login.Encode(user, Proxy.Password), cancellation);
                if (await Socks5Login.ReadStatusAsync(channel, cancellation) != Socks5Login.Success)
                {
                    throw Failure(Messages.ProxyRejectedLogin($"{Proxy}"), isTransient: false);
                }

                return;
            case Socks5Greeting.NoneOfThem when Proxy.User is null:
                throw Failure(Messages.ProxyWantsLogin($"{Proxy}"), isTransient: false);
            case Socks5Greeting.NoneOfThem:
                throw Failure(Messages.ProxyWantsOtherLogin($"{Proxy}"), isTransient: false);
            default:
                throw new InvalidDataException(); // it was not offered
        }
    }
}
