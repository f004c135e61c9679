using System.Net;
using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>
/// An address as the system gave it. <see cref="UnixDomainSocketEndPoint"/> changes a name that is not UTF-8, and a
/// socket that is bound to one removes what is at its path at the end, whatever that may be by then.
/// </summary>
internal sealed class SerializedEndPoint(SocketAddress address) : EndPoint
{
    public override AddressFamily AddressFamily => address.Family;

    public override SocketAddress Serialize() => address;

    public override EndPoint Create(SocketAddress socketAddress) =>
        socketAddress.Family == AddressFamily.Unix
            ? new UnixDomainSocketEndPoint("?").Create(socketAddress)
            : new IPEndPoint(0, 0).Create(socketAddress);
}
