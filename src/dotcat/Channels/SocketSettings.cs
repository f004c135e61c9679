using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Channels;

/// <summary>What the user wants of a TCP or UDP socket: ip(7), ipv6(7), socket(7). Null leaves it to the system.</summary>
internal sealed record SocketSettings
{
    private const int IPPROTO_IP = 0;
    private const int IPPROTO_IPV6 = 41;
    private const int IP_MINTTL = 21;
    private const int IPV6_TCLASS = 67;
    private const int IPV6_MINHOPCOUNT = 73;

    /// <summary>The TOS byte of IPv4, the traffic class of IPv6: 0 to 255.</summary>
    public int? TypeOfService { get; init; }

    /// <summary>The TTL, or hop limit, of what is sent: 0 to 255.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>What arrives with less is dropped: 0 to 255. Linux only.</summary>
    public int? LeastTimeToLive { get; init; }

    /// <summary>In bytes; the system may change it.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <inheritdoc cref="ReceiveBuffer"/>
    public int? SendBuffer { get; init; }

    /// <summary>Whether the system records what the socket does, where it can: SO_DEBUG.</summary>
    public bool Debug { get; init; }

    /// <exception cref="SocketException">The system does not have it, or does not allow it.</exception>
    public void Apply(Socket socket)
    {
        bool isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        if (Debug)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Debug, true);
        }

        if (TypeOfService is { } type)
        {
            SetTypeOfService(socket, isIPv6, type);
        }

        if (TimeToLive is { } hops)
        {
            socket.Ttl = (short)hops;
        }

        if (LeastTimeToLive is { } least)
        {
            SetOnLinux(socket, isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP, isIPv6 ? IPV6_MINHOPCOUNT : IP_MINTTL, least);
        }

        if (ReceiveBuffer is { } received)
        {
            socket.ReceiveBufferSize = received;
        }

        if (SendBuffer is { } sent)
        {
            socket.SendBufferSize = sent;
        }
    }

    private static void SetTypeOfService(Socket socket, bool isIPv6, int type)
    {
        if (isIPv6)
        {
            SetOnLinux(socket, IPPROTO_IPV6, IPV6_TCLASS, type);
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, type);
        }
    }

    /// <summary>The base library has no name for it, and its number is another elsewhere.</summary>
    private static void SetOnLinux(Socket socket, int level, int name, int value)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SocketException((int)SocketError.ProtocolOption);
        }

        socket.SetRawSocketOption(level, name, MemoryMarshal.AsBytes([value]));
    }
}
