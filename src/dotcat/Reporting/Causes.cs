using System.Net.Sockets;

namespace Dotcat.Reporting;

/// <summary>What a failed system call means to the user, and whether time can mend it.</summary>
internal static class Causes
{
    /// <summary>Of pthread_create(3), on Linux, for which the runtime says that another process uses a file.</summary>
    private const int EAGAIN = 11;

    public static string Of(Exception exception) =>
        exception switch
        {
            SocketException e => Of(e.SocketErrorCode) ?? LowerFirst(e.Message),
            OutOfMemoryException => Messages.NothingLeft, // which the runtime throws for a thread, too
            { InnerException: SocketException or OutOfMemoryException } e => Of(e.InnerException),
            TypeInitializationException { InnerException: IOException { HResult: not EAGAIN } cause } => Of(cause),
            TypeInitializationException => Messages.NothingLeft, // of the runtime's own beginnings
            _ => LowerFirst(WithoutPath(exception.Message)),
        };

    /// <summary>Whether it is the system that does not give what any run needs, a descriptor or a thread, and no fault of dotcat.</summary>
    public static bool IsOfTheSystem(Exception exception) =>
        exception switch
        {
            SocketException
            or IOException
            or OutOfMemoryException
            or UnauthorizedAccessException
            or PlatformNotSupportedException
            or { InnerException: SocketException or OutOfMemoryException } => true,
            TypeInitializationException => true,
            _ => false,
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
            SocketError.NoBufferSpaceAvailable => Messages.NoMemory,
            SocketError.SocketError => Messages.NoMemoryOrProtocol, // the base library has no word for either
            _ => null,
        };

    /// <summary>The base library's messages about files end with <c>" : '/path'"</c>, and each of our sentences names it itself.</summary>
    private static string WithoutPath(string text) =>
        text.IndexOf(" : '", StringComparison.Ordinal) is > 0 and var end && text.EndsWith('\'') ? text[..end] : text;

    public static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1])
            ? char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.')
            : text.TrimEnd('.');
}
