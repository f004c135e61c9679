using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Dialing;

/// <summary>Where to connect to, and from where.</summary>
internal sealed record DialOptions
{
    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the user named no port.</summary>
    public bool IsDefaultPort { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>InterNetwork, InterNetworkV6, or Unspecified for both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Host is an address; no name is looked up.</summary>
    public bool NumericOnly { get; init; }

    /// <summary>The local address, or null for the system's choice.</summary>
    public string? SourceHost { get; init; }

    /// <summary>The local port; 0 for the system's choice.</summary>
    public int SourcePort { get; init; }

    /// <summary>How often TCP probes a silent peer; null for never.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>What else its sockets are to have; null for nothing.</summary>
    public SocketSettings? Sockets { get; init; }

    /// <summary>Limit for one attempt, name look-up included.</summary>
    public TimeSpan Wait { get; init; } = Deadline.Default;
}
