using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing.Proxies;

/// <summary>One proxy on the way.</summary>
internal sealed record ProxyOptions
{
    public ProxyType Type { get; init; }

    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the proxy itself is spoken to over TLS.</summary>
    public bool OverTls { get; init; }

    /// <summary>
    /// Without control characters; over HTTP without a colon; over SOCKS at most 255 bytes, as the password. Null for
    /// no login.
    /// </summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    public ProxyDns Dns { get; init; }

    public string Address => Addresses.Join(Host, Port);

    /// <summary>What errors call it: <c>proxy 127.0.0.1:3128</c>, <c>SOCKS5 proxy [::1]:1080</c>.</summary>
    public override string ToString() =>
        Type switch
        {
            ProxyType.Socks4 => Messages.SocksProxy(4, Address),
            ProxyType.Socks5 => Messages.SocksProxy(5, Address),
            _ => Messages.HttpProxy(Address),
        };
}
