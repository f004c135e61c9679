using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Socks;

namespace Dotcat.Cli;

/// <summary>Turns the words about proxies into the proxies to pass, first to last.</summary>
internal sealed class ProxyReader(ParsedArguments words, Func<string, string?> environment, Ports ports)
{
    public const string LoginVariable = "NCAT_PROXY_AUTH";
    public const int HttpPort = 3128;
    public const int SocksPort = 1080;

    private const int HttpsPort = 443;

    /// <summary>
    /// What stands before <c>://</c>. A scheme says who looks names up, as it does for curl; a bare host leaves that
    /// to the proxy, as it does for ncat.
    /// </summary>
    private static readonly Dictionary<string, ProxyOptions> _schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = Scheme(ProxyType.Http),
        ["https"] = Scheme(ProxyType.Http) with { Port = HttpsPort, OverTls = true },
        ["socks4"] = Scheme(ProxyType.Socks4) with { Dns = ProxyDns.Local },
        ["socks4a"] = Scheme(ProxyType.Socks4),
        ["socks5"] = Scheme(ProxyType.Socks5) with { Dns = ProxyDns.Local },
        ["socks5h"] = Scheme(ProxyType.Socks5),
        ["socks"] = Scheme(ProxyType.Socks5) with { Dns = ProxyDns.Local }, // as desktops write it
    };

    /// <summary>Empty where none is asked for.</summary>
    /// <exception cref="UsageException">Something cannot be done.</exception>
    public IReadOnlyList<ProxyOptions> Read()
    {
        if (!words.Has(OptionTable.Proxy))
        {
            return [];
        }

        ProxyType? type = words.OneOf<ProxyType>(OptionTable.ProxyType);
        ProxyDns? dns = ReadDns();
        var proxies = new List<ProxyOptions>();
        foreach (string value in words.All(OptionTable.Proxy))
        {
            ProxyOptions proxy = ReadProxy(value == OptionTable.FromEnvironment ? ReadEnvironment() : value, type);
            proxies.Add(dns is { } policy ? proxy with { Dns = policy } : proxy);
        }

        return [.. WithLogin(proxies).Select(Checked)];
    }

    /// <summary>In curl's order: https://curl.se/docs/manpage.html#ENVIRONMENT.</summary>
    private string ReadEnvironment() =>
        environment("all_proxy") is { Length: > 0 } lower ? lower
        : environment("ALL_PROXY") is { Length: > 0 } upper ? upper
        : throw new UsageException(Messages.NoProxyInEnvironment());

    /// <summary>With -n, no name goes anywhere, unless the proxy is told to look it up.</summary>
    private ProxyDns? ReadDns()
    {
        ProxyDns? dns = words.OneOf<ProxyDns>(OptionTable.ProxyDns) ?? (words.NumericOnly ? ProxyDns.None : null);
        return words.NumericOnly && dns is ProxyDns.Local or ProxyDns.Both
            ? throw new UsageException(
                Messages.Contradiction(
                    OptionTable.NoDns.Display,
                    $"{OptionTable.ProxyDns.Display} {words.Last(OptionTable.ProxyDns)}"
                )
            )
            : dns;
    }

    private ProxyOptions ReadProxy(string value, ProxyType? type)
    {
        if (value.Split("://", 2) is not [{ Length: > 0 } name, var authority] || !name.All(char.IsAsciiLetterOrDigit))
        {
            return ReadAuthority(value, Scheme(type ?? ProxyType.Http));
        }

        if (!_schemes.TryGetValue(name, out ProxyOptions? scheme))
        {
            throw new UsageException(Messages.UnknownProxyScheme(name, string.Join(", ", _schemes.Keys)));
        }

        string given = $"{OptionTable.ProxyType.Display} {words.Last(OptionTable.ProxyType)}";
        return type is null || type == scheme.Type
            ? ReadAuthority(authority, scheme)
            : throw new UsageException(Messages.Contradiction($"{name}://", given));
    }

    /// <summary>[USER[:PASS]@]HOST[:PORT][/], the user and the password with their percent escapes.</summary>
    private ProxyOptions ReadAuthority(string authority, ProxyOptions scheme)
    {
        authority = authority.EndsWith('/') ? authority[..^1] : authority;
        int at = authority.LastIndexOf('@');
        HostAndPort place = HostAndPort.Read(authority[(at + 1)..]);
        ProxyOptions proxy = scheme with
        {
            Host = place.Host,
            Port = place.Port is null ? scheme.Port : ports.Read(place.Port, "tcp", lowest: 1),
        };
        return at < 0 ? proxy : WithLogin(proxy, authority[..at], Uri.UnescapeDataString);
    }

    /// <summary>The option's login, else the environment's, is for a proxy alone on the way: others are not told it.</summary>
    private List<ProxyOptions> WithLogin(List<ProxyOptions> proxies)
    {
        string? given = words.Last(OptionTable.ProxyAuth);
        if (given is not null && (proxies.Count > 1 || proxies is [{ User: not null }]))
        {
            throw new UsageException(Messages.WhoseLogin());
        }

        return (given ?? environment(LoginVariable)) is { Length: > 0 } login && proxies is [{ User: null } only]
            ? [WithLogin(only, login)]
            : proxies;
    }

    /// <param name="proxy">To be given the login.</param>
    /// <param name="login">USER[:PASS].</param>
    /// <param name="unescape">What undoes escapes in each of them; null where there are none.</param>
    internal static ProxyOptions WithLogin(ProxyOptions proxy, string login, Func<string, string>? unescape = null)
    {
        string[] parts = Array.ConvertAll(login.Split(':', 2), part => unescape?.Invoke(part) ?? part);
        return proxy with { User = parts[0], Password = parts is [_, var password] ? password : "" };
    }

    /// <exception cref="UsageException">The login cannot be sent to such a proxy.</exception>
    internal static ProxyOptions Checked(ProxyOptions proxy) =>
        proxy.User is not { } user ? proxy
        : user.Any(char.IsControl) || (proxy.Type == ProxyType.Http && proxy.Password.Any(char.IsControl))
            ? throw new UsageException(Messages.LoginWithControls())
        : proxy.Type == ProxyType.Http && user.Contains(':', StringComparison.Ordinal)
            ? throw new UsageException(Messages.LoginWithColon()) // RFC 7617, section 2
        : proxy.Type != ProxyType.Http && !(SocksText.Fits(user) && SocksText.Fits(proxy.Password))
            ? throw new UsageException(Messages.LoginTooLong(SocksVersion.MaxText))
        : proxy;

    internal static ProxyOptions Scheme(ProxyType type) =>
        new()
        {
            Type = type,
            Host = "",
            Port = type is ProxyType.Http ? HttpPort : SocksPort,
        };
}
