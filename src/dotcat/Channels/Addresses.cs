using System.Net;
using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>Addresses as users write them.</summary>
internal static class Addresses
{
    /// <summary><c>127.0.0.1:80</c>, <c>[::1]:80</c>, <c>name:80</c>.</summary>
    public static string Join(string host, int port) =>
        host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";

    /// <summary>An IPv4 address that arrived on an IPv6 socket is written as the IPv4 address it is.</summary>
    public static string Format(EndPoint? endPoint) =>
        endPoint switch
        {
            IPEndPoint { Port: 0 } ip => ip.Address.ToString(),
            IPEndPoint ip => Join(Unmap(ip.Address).ToString(), ip.Port),
            UnixDomainSocketEndPoint unix => FormatUnix(unix.ToString()),
            _ => "?",
        };

    /// <summary>Our own end of a channel; null where it has no address.</summary>
    public static string? LocalOf(Channel channel) =>
        channel.Peer?.LocalEndPoint is { } local && CanBeAnswered(local) ? Format(local) : null;

    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// Whether a sender has an address to answer to. A Unix socket that was never bound has none, and port 0 is none
    /// (RFC 768).
    /// </summary>
    public static bool CanBeAnswered(EndPoint sender) =>
        sender switch
        {
            IPEndPoint ip => ip.Port != 0,
            _ => sender.ToString() is { Length: > 0 },
        };

    private static string FormatUnix(string name) =>
        name.Length == 0 ? "a peer without a name"
        : name[0] == '\0' ? "@" + name[1..]
        : name;
}
