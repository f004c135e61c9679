using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Services.Proxying;

namespace Dotcat.Services;

/// <summary>Whom a proxy server serves, and how it connects.</summary>
internal sealed record ProxyServerOptions
{
    /// <summary>What clients must give; null where anybody is served.</summary>
    public ProxyLogin? Login { get; init; }

    /// <summary>InterNetwork, InterNetworkV6, or Unspecified for both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Clients may ask for addresses only; no name is looked up.</summary>
    public bool NumericOnly { get; init; }

    /// <summary>Limit for a client to say what it wants, and for connecting to that.</summary>
    public TimeSpan Wait { get; init; } = Deadline.Default;

    /// <summary>How often TCP probes a target that is silent; null for never.</summary>
    public TimeSpan? KeepAlive { get; init; }

    public DialOptions To(string host, int port) =>
        new()
        {
            Host = host,
            Port = port,
            Family = Family,
            NumericOnly = NumericOnly,
            Wait = Wait,
            KeepAlive = KeepAlive,
        };
}
