using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services.Proxying;
using Dotcat.Socks;

namespace Dotcat.Services;

/// <summary>A SOCKS5 proxy: CONNECT, for anybody or with user and password (RFC 1928, RFC 1929).</summary>
internal sealed class SocksProxyService(
    ProxyServerOptions proxy,
    ServiceOptions options,
    Reporter reporter,
    TimeProvider time
) : ProxyService(proxy, options, reporter, time)
{
    protected override async Task<Conversation?> AnswerClientAsync(Channel client, CancellationToken cancellation)
    {
        try
        {
            if (await InTimeAsync(token => ReadAsync(client, token), cancellation) is { } target)
            {
                return await TunnelAsync(client, target, cancellation);
            }
        }
        catch (TimeoutException e)
        {
            SayRefused(client, Messages.NoRequest(Proxy.Wait), e);
        }
        catch (InvalidDataException e)
        {
            SayRefused(client, Messages.NotASocksRequest, e);
        }

        return null;
    }

    /// <summary>The client's wish; null where it was refused.</summary>
    private async Task<SocksAddress?> ReadAsync(Channel client, CancellationToken cancellation)
    {
        await SocksVersion.ReadAsync(client, SocksVersion.Five, cancellation);
        if (!await LogInAsync(client, cancellation))
        {
            return null;
        }

        (byte command, SocksAddress? target) = await ReadRequestAsync(client, cancellation);
        byte? refusal =
            command != Socks5Request.Connect ? Socks5Reply.CommandNotSupported
            : target is null ? Socks5Reply.AddressTypeNotSupported
            : target.Port == 0 || !Authority.IsHost(target.Host) ? Socks5Reply.Failed
            : null;
        if (refusal is not { } code)
        {
            return target;
        }

        await RefuseAsync(client, code, cancellation);
        return null;
    }

    private async ValueTask<bool> LogInAsync(Channel client, CancellationToken cancellation)
    {
        byte wanted = Proxy.Login is null ? Socks5Greeting.NoLogin : Socks5Greeting.UserAndPassword;
        byte[] offered = await Socks5Greeting.ReadAsync(client, cancellation);
        byte choice = offered.Contains(wanted) ? wanted : Socks5Greeting.NoneOfThem;
        await client.WriteAsync(Socks5Greeting.EncodeChoice(choice), cancellation);
        if (choice != wanted)
        {
            SayRefused(client, Proxy.Login is null ? Messages.OtherLoginOffered : Messages.LoginWanted, null);
            return false;
        }

        if (Proxy.Login is not { } login)
        {
            return true;
        }

        (string user, string password) = await Socks5Login.ReadAsync(client, cancellation);
        bool isRight = login.Matches(user, password);
        await client.WriteAsync(
            Socks5Login.EncodeStatus(isRight ? Socks5Login.Success : Socks5Login.Failure),
            cancellation
        );
        if (!isRight)
        {
            SayRefused(client, Messages.LoginWrong, null);
        }

        return isRight;
    }

    private static async ValueTask<Socks5Request> ReadRequestAsync(Channel client, CancellationToken cancellation)
    {
        try
        {
            return await Socks5Request.ReadAsync(client, cancellation);
        }
        catch (InvalidDataException)
        {
            await client.WriteAsync(Socks5Reply.Encode(Socks5Reply.Failed, Socks5Reply.Nowhere), cancellation);
            throw;
        }
    }

    private async Task<Conversation?> TunnelAsync(Channel client, SocksAddress wanted, CancellationToken cancellation)
    {
        string name = Addresses.Join(wanted.Host, wanted.Port);
        SayAsked(client, name, Messages.Socks5);
        Channel target;
        try
        {
            target = await ConnectAsync(wanted.Host, wanted.Port, cancellation);
        }
        catch (DotcatException e)
        {
            await RefuseAsync(client, CodeOf(e), cancellation, e);
            return null;
        }

        await using (target)
        {
            await client.WriteAsync(Socks5Reply.Encode(Socks5Reply.Succeeded, BoundTo(target)), cancellation);
            return await TunnelAsync(client, target, cancellation);
        }
    }

    private async ValueTask RefuseAsync(
        Channel client,
        byte code,
        CancellationToken cancellation,
        DotcatException? e = null
    )
    {
        SayRefused(client, e?.Sentence ?? SocksCauses.Of5(code), e);
        await client.WriteAsync(Socks5Reply.Encode(code, Socks5Reply.Nowhere), cancellation);
    }

    private void SayRefused(Channel client, Sentence reason, Exception? e) =>
        Reporter.Tell(new Event.Refused(client.Name, reason) { Status = Messages.Socks5, Cause = e });

    /// <summary>What a client is told of a connection that could not be made.</summary>
    internal static byte CodeOf(DotcatException e) =>
        (e.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Socks5Reply.ConnectionRefused,
            SocketError.NetworkUnreachable or SocketError.NetworkDown => Socks5Reply.NetworkUnreachable,
            SocketError.TimedOut
            or SocketError.HostUnreachable
            or SocketError.HostDown
            or SocketError.HostNotFound
            or SocketError.NoData
            or SocketError.TryAgain => Socks5Reply.HostUnreachable,
            _ => Socks5Reply.Failed,
        };

    private static SocksAddress BoundTo(Channel target) =>
        target.Peer?.LocalEndPoint is IPEndPoint bound
            ? new SocksAddress($"{bound.Address}", bound.Port)
            : Socks5Reply.Nowhere;
}
