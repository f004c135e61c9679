using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Addresses that stand for whoever has joined them (RFC 1112, RFC 4291 section 2.7).</summary>
internal static class MulticastGroup
{
    public static bool Is(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.IsIPv6Multicast
            || (
                address.AddressFamily == AddressFamily.InterNetwork
                && address.TryWriteBytes(bytes, out _)
                && (bytes[0] & 0xF0) == 0xE0
            );
    }

    /// <summary>The group on the interface that has the local address, where it is given and the group names none itself.</summary>
    public static IPAddress On(IPAddress group, IPAddress? local) =>
        local is { AddressFamily: AddressFamily.InterNetworkV6 } && group is { IsIPv6Multicast: true, ScopeId: 0 }
            ? new IPAddress(group.GetAddressBytes(), NetworkInterfaces.IndexOf(local))
            : group;

    /// <summary>Has the socket hear the group, on the interface of the local address where one is given.</summary>
    /// <exception cref="SocketException">There is no interface to hear it on.</exception>
    public static void Join(Socket socket, IPAddress group, IPAddress? local)
    {
        if (group.IsIPv6Multicast)
        {
            var option = new IPv6MulticastOption(group, group.ScopeId);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, option);
        }
        else
        {
            var option = local is null ? new MulticastOption(group) : new MulticastOption(group, local);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, option);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.SocketError)
            {
                // ENODEV, for which the base library has no word: ip(7)
                throw new SocketException((int)SocketError.NetworkUnreachable);
            }
        }
    }

    /// <summary>Has the socket send to groups by the interface of the local address.</summary>
    /// <exception cref="SocketException">No interface has it.</exception>
    public static void SendBy(Socket socket, IPAddress local)
    {
        if (local.AddressFamily == AddressFamily.InterNetworkV6)
        {
            int index = NetworkInterfaces.IndexOf(local);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, index);
        }
        else
        {
            byte[] address = local.GetAddressBytes();
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, address);
        }
    }
}
