using System.Net.Sockets;

namespace Dotcat.Reporting;

/// <summary>What a failed system call means to the user, and whether time can mend it.</summary>
internal static class Causes
{
    public static string Of(Exception exception) =>
        exception switch
        {
            SocketException e => Of(e.SocketErrorCode) ?? LowerFirst(e.Message),
            { InnerException: SocketException e } => Of(e),
            _ => LowerFirst(exception.Message),
        };

    public static bool IsTransient(SocketError error) =>
        error
            is SocketError.ConnectionRefused
                or SocketError.ConnectionReset
                or SocketError.ConnectionAborted
                or SocketError.TimedOut
                or SocketError.HostUnreachable
                or SocketError.HostDown
                or SocketError.NetworkUnreachable
                or SocketError.NetworkDown
                or SocketError.AddressAlreadyInUse
                or SocketError.TryAgain;

    private static string? Of(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.ConnectionReset => "connection reset by the peer",
            SocketError.Shutdown => "the peer has closed the connection",
            SocketError.ConnectionAborted => "connection aborted",
            SocketError.TimedOut => "timed out",
            SocketError.HostUnreachable => "no route to the host",
            SocketError.HostDown => "the host is down",
            SocketError.NetworkUnreachable => "the network is unreachable",
            SocketError.NetworkDown => "the network is down",
            SocketError.AddressAlreadyInUse => "address already in use",
            SocketError.AddressNotAvailable => "not an address of this machine",
            SocketError.AccessDenied => "permission denied",
            SocketError.HostNotFound or SocketError.NoData => "unknown host",
            SocketError.TryAgain => "the name server did not answer",
            SocketError.AddressFamilyNotSupported => "this system does not have that address family",
            SocketError.MessageSize => "too long for one datagram",
            SocketError.DestinationAddressRequired => Messages.NoAddressToAnswer,
            SocketError.TooManyOpenSockets => "too many open files",
            SocketError.ProtocolType => "the socket is of another type",
            _ => null,
        };

    public static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1])
            ? char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.')
            : text.TrimEnd('.');
}
