using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// Tells whether the peer of a stream socket has gone altogether, though nothing is sent to it. The system is asked
/// about a peer on the same machine; one elsewhere is found gone by TCP's keep-alive.
/// </summary>
internal sealed class PeerWatch
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Silence before the first probe, and between two, where the user has named neither.</summary>
    private static readonly TimeSpan _firstProbe = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _probeInterval = TimeSpan.FromSeconds(10);

    /// <summary>How many go unanswered.</summary>
    public const int Probes = 3;

    private readonly Socket _socket;
    private readonly IPEndPoint? _own;
    private readonly IPEndPoint? _peer;
    private bool _wasHere;

    public PeerWatch(Socket socket)
    {
        _socket = socket;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            try
            {
                (_own, _peer) = (socket.LocalEndPoint as IPEndPoint, socket.RemoteEndPoint as IPEndPoint);
            }
            catch (SocketException)
            {
                // reset by now, and forgotten by whom, which the first look finds
            }

            _wasHere = Find() is PeerSocketState.Open;
        }
    }

    /// <summary>
    /// Has TCP probe a peer that is silent, after and every so long, and fail the socket when three probes in a row are not
    /// answered.
    /// </summary>
    public static void KeepAlive(Socket socket, TimeSpan? interval)
    {
        if (socket.ProtocolType != ProtocolType.Tcp)
        {
            return;
        }

        int first = Seconds(interval ?? _firstProbe);
        int next = Seconds(interval ?? _probeInterval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, first);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, next);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    public bool HasGone()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        if (_socket.ProtocolType != ProtocolType.Tcp)
        {
            return (Libc.Look(_socket.SafeHandle, 0) & Libc.POLLHUP) != 0;
        }

        PeerSocketState state = Find();
        _wasHere |= state is PeerSocketState.Open;
        return SendQueue.IsClosed(_socket)
            || state is PeerSocketState.Closed
            || (state is PeerSocketState.None && _wasHere); // else it is elsewhere, or behind a translated address
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private PeerSocketState Find() =>
        _own is null || _peer is null || !OperatingSystem.IsLinux()
            ? PeerSocketState.Unknown
            : PeerSocket.Find(_peer, _own);
}
