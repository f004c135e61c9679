using System.Net.Sockets;

namespace Dotcat.Listening;

/// <summary>Which sockets this process was started with, to listen on: sd_listen_fds(3).</summary>
internal sealed record PassedSocketOptions
{
    /// <summary>How many of them; the first one's descriptor is 3.</summary>
    public required int Count { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>What all of them have to be of; Unspecified for any family.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>How often TCP probes a silent peer; null for never.</summary>
    public TimeSpan? KeepAlive { get; init; }
}
