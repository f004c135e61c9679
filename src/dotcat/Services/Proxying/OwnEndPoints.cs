using System.Net;
using Dotcat.Channels;

namespace Dotcat.Services.Proxying;

/// <summary>Tells whether a proxy has connected to itself.</summary>
internal static class OwnEndPoints
{
    /// <summary>Whether the channel that was opened leads to where the proxy listens.</summary>
    public static bool Have(Channel target, IEnumerable<EndPoint> listening) =>
        target.Peer?.RemoteEndPoint is IPEndPoint remote
        && listening.OfType<IPEndPoint>().Any(own => own.Port == remote.Port && Covers(own.Address, remote, target));

    private static bool Covers(IPAddress own, IPEndPoint remote, Channel target)
    {
        IPAddress address = Addresses.Unmap(remote.Address);
        return own.Equals(IPAddress.Any) || own.Equals(IPAddress.IPv6Any)
            ? IPAddress.IsLoopback(address) || IsSource(address, target)
            : Addresses.Unmap(own).Equals(address);
    }

    /// <summary>The system reaches an address of its own from the same address.</summary>
    private static bool IsSource(IPAddress address, Channel target) =>
        target.Peer?.LocalEndPoint is IPEndPoint local && Addresses.Unmap(local.Address).Equals(address);
}
