using System.Net;

namespace Dotcat.Channels;

/// <summary>What carries a channel's bytes, under whatever changes them on the way.</summary>
internal static class Protocol
{
    public const string Tcp = "tcp";
    public const string Udp = "udp";
    public const string Unix = "unix";
    public const string UnixDatagram = "unix-datagram";

    public static string OfInternet(bool isDatagram) => isDatagram ? Udp : Tcp;

    public static string OfUnix(bool isDatagram) => isDatagram ? UnixDatagram : Unix;

    /// <summary>Null for what is no socket, like standard input and output.</summary>
    public static string? Of(Channel channel)
    {
        EndPoint? end = channel.Peer?.LocalEndPoint ?? channel.Peer?.RemoteEndPoint;
        return end is null ? null : Of(end, channel.Datagrams is not null);
    }

    /// <summary>What is spoken at an address.</summary>
    public static string Of(EndPoint end, bool isDatagram) =>
        end is IPEndPoint ? OfInternet(isDatagram) : OfUnix(isDatagram);
}
