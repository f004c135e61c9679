using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>Reads nc's proxy.</summary>
internal sealed class NcProxies(
    NcWords words,
    Func<string, string, ushort?> services,
    Func<string, string, string?> password
)
{
    /// <summary>Empty for none.</summary>
    /// <exception cref="DotcatException">There is no such one.</exception>
    public IReadOnlyList<ProxyOptions> Read()
    {
        ProxyOptions kind = ReadKind();
        if (words.Last('x') is not { } place)
        {
            return [];
        }

        (string host, string? port) = Split(place);
        ProxyOptions proxy = kind with
        {
            Host = host,
            Port = port is null ? kind.Port : new NcPorts(services, isDatagram: false).ReadAll([port], false)[0],
        };
        return [proxy.Type == ProxyType.Http && words.Last('P') is { } user ? WithLogin(proxy, user) : proxy];
    }

    private ProxyOptions ReadKind() =>
        (words.Last('X') ?? "5") switch
        {
            "connect" => ProxyReader.Scheme(ProxyType.Http),
            "4" => ProxyReader.Scheme(ProxyType.Socks4) with { Dns = ProxyDns.Local },
            "5" => ProxyReader.Scheme(ProxyType.Socks5),
            _ => throw NcFailure.Of(NcMessages.UnknownProxyProtocol()),
        };

    private static (string Host, string? Port) Split(string place)
    {
        if (place.StartsWith('[') && place.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            string rest = place[(end + 1)..];
            return (place[1..end], rest.StartsWith(':') ? rest[1..] : null);
        }

        int colon = place.LastIndexOf(':');
        return colon < 0 ? (place, null) : (place[..colon], place[(colon + 1)..]);
    }

    private ProxyOptions WithLogin(ProxyOptions proxy, string user)
    {
        string secret = password(user, proxy.Host) ?? throw NcFailure.Of(NcMessages.NoPassword(user));
        try
        {
            return ProxyReader.Checked(proxy with { User = user, Password = secret });
        }
        catch (UsageException e)
        {
            throw NcFailure.Of(e.Sentence);
        }
    }
}
