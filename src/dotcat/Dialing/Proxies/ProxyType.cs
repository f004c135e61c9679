namespace Dotcat.Dialing.Proxies;

/// <summary>What a proxy speaks.</summary>
internal enum ProxyType
{
    /// <summary>HTTP's CONNECT.</summary>
    Http,

    /// <summary>SOCKS4, and 4a for names.</summary>
    Socks4,

    Socks5,
}
