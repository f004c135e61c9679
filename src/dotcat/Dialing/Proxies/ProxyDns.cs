namespace Dotcat.Dialing.Proxies;

/// <summary>Who looks up the name of what a proxy is to connect to.</summary>
internal enum ProxyDns
{
    /// <summary>The proxy.</summary>
    Remote,

    /// <summary>This machine.</summary>
    Local,

    /// <summary>This machine, and the proxy what this machine does not find.</summary>
    Both,

    /// <summary>Nobody: only addresses are taken.</summary>
    None,
}
