using System.Net;
using System.Net.Sockets;

namespace Dotcat.Listening;

/// <summary>Where to listen over TCP or UDP.</summary>
internal sealed record ListenOptions
{
    /// <summary>A name or an address; null for every address.</summary>
    public string? Host { get; init; }

    /// <summary>Where Host is a group's address: a local one, on whose interface to join it; null for the system's choice.</summary>
    public string? GroupSource { get; init; }

    /// <summary>What that was found to be.</summary>
    public IPAddress? GroupInterface { get; init; }

    /// <summary>0 to 65535; 0 for the system's choice.</summary>
    public required int Port { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>InterNetwork, InterNetworkV6, or Unspecified for both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Host is an address; no name is looked up.</summary>
    public bool NumericOnly { get; init; }
}
