using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Listening;

/// <summary>Where to listen over TCP or UDP.</summary>
internal sealed record ListenOptions
{
    /// <summary>A name or an address; null for every address.</summary>
    public string? Host { get; init; }

    /// <summary>A local name or address, on whose interface to join the group that Host is; null for the system's choice.</summary>
    public string? GroupSource { get; init; }

    /// <summary>0 to 65535; 0 for the system's choice.</summary>
    public required int Port { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>InterNetwork, InterNetworkV6, or Unspecified for both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Host is an address; no name is looked up.</summary>
    public bool NumericOnly { get; init; }

    /// <summary>How often TCP probes a silent peer; null for never.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>What else its sockets, and those of its clients, are to have; null for nothing.</summary>
    public SocketSettings? Sockets { get; init; }
}
