using System.Net.Sockets;

namespace Dotcat.Dialing.Proxies;

/// <summary>A proxy's answer that it would not or could not connect.</summary>
/// <param name="proxy">Which one: only the last one of a chain speaks of the target.</param>
/// <param name="meaning">What a connection without it would have failed of.</param>
internal sealed class ProxyRefusalException(ProxyOptions proxy, SocketError meaning) : Exception($"{meaning}")
{
    public ProxyOptions Proxy { get; } = proxy;

    public SocketError Meaning { get; } = meaning;
}
