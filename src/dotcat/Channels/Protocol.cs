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
        bool isDatagram = channel.Datagrams is not null;
        return (channel.Peer?.LocalEndPoint ?? channel.Peer?.RemoteEndPoint) switch
        {
            null => null,
            IPEndPoint => OfInternet(isDatagram),
            _ => OfUnix(isDatagram),
        };
    }
}
