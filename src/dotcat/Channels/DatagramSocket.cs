using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A socket of many datagram peers, or of one, that is not connected. On every address it answers each peer from the one
/// that was asked (RFC 1122, section 4.1.3.5); where the platform cannot do that, the system chooses. Owns nothing.
/// </summary>
internal sealed class DatagramSocket
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(50);

    private readonly bool _asks;

    /// <param name="socket">Bound, and not blocking from now on.</param>
    public DatagramSocket(Socket socket)
    {
        Socket = socket;
        socket.Blocking = false;
        RefusedDatagrams.Tell(socket, areTold: false); // a peer that has gone is no matter of the others
        bool isOnEveryAddress =
            socket.LocalEndPoint is IPEndPoint { Address: var local }
            && (local.Equals(IPAddress.Any) || local.Equals(IPAddress.IPv6Any));
        _asks = isOnEveryAddress && PacketInformation.TryAsk(socket);
    }

    public Socket Socket { get; }

    /// <summary>
    /// Whether it is an ICMP message about something sent before. A UDP socket without a peer gets it at any later
    /// call where it asks for it (IP_RECVERR, ip(7)), or on Windows cannot be rid of it (<see cref="RefusedDatagrams"/>).
    /// </summary>
    public static bool IsRefusal(SocketException e) =>
        e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;

    /// <summary>Who sent it.</summary>
    public EndPoint SenderOf(DatagramPath path) => Socket.LocalEndPoint!.Create(path.Peer);

    /// <summary>Who is at the other end; null for one that cannot be answered.</summary>
    public EndPoint? RemoteEndPointOf(DatagramPath path) =>
        SenderOf(path) is var sender && Addresses.CanBeAnswered(sender) ? sender : null;

    public string NameOf(DatagramPath path) => Addresses.Format(SenderOf(path));

    /// <summary>Our own end of it.</summary>
    public EndPoint? LocalEndPointOf(DatagramPath path) =>
        path.Local.IsKnown && Socket.LocalEndPoint is IPEndPoint { Port: var port }
            ? new IPEndPoint(path.Local.ToIPAddress(), port)
            : Socket.LocalEndPoint;

    /// <summary>Receives the next datagram, and fills in its way. Nothing that happens after it was taken throws.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, DatagramPath path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                path.Clear();
                if (!_asks)
                {
                    int count = await Socket.ReceiveFromAsync(buffer, SocketFlags.None, path.Peer, cancellation);
                    path.Fill(default);
                    return count;
                }

                if (TryReceive(buffer.Span, path, out int received))
                {
                    return received;
                }

                await Socket.ReceiveAsync(Memory<byte>.Empty, cancellation); // waits, and takes nothing
            }
            catch (SocketException e) when (IsRefusal(e))
            {
                // a peer that has gone, which is no matter of the others
            }
        }
    }

    /// <summary>Receives a datagram that is there; false where there is none.</summary>
    public bool TryReceive(Span<byte> buffer, DatagramPath path, out int count)
    {
        path.Clear();
        LocalAddress asked = default;
        if (_asks)
        {
            if (!PacketInformation.TryReceive(Socket, buffer, path.Peer, out asked, out count))
            {
                return false;
            }
        }
        else if (Socket.Available > 0)
        {
            try
            {
                count = Socket.ReceiveFrom(buffer, SocketFlags.None, path.Peer);
            }
            catch (SocketException e) when (IsRefusal(e))
            {
                count = 0;
                return false; // whoever waits for the next datagram passes over it, too
            }
        }
        else
        {
            count = 0;
            return false;
        }

        path.Fill(asked);
        return true;
    }

    /// <summary>Sends a datagram the way back, and waits while there is no room for it.</summary>
    /// <exception cref="SocketException">This peer cannot be sent to. What befell others is not told here.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, DatagramPath path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        for (
            TimeSpan pause = _shortestPause;
            !TrySend(bytes.Span, path);
            pause = pause < _longestPause ? 2 * pause : pause
        )
        {
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>
    /// Never in the socket's own queue: the system tells no event for room at a Unix peer, and those to all others
    /// would wait behind it; and asynchronous sends at the same time clear the address of one another, so that one
    /// of them throws a NullReferenceException (seen with .NET 10; see github.com/dotnet/runtime/pull/98134).
    /// </summary>
    /// <returns>Whether there was room.</returns>
    private bool TrySend(ReadOnlySpan<byte> bytes, DatagramPath path)
    {
        while (true)
        {
            try
            {
                if (path.Local.IsKnown && PacketInformation.TrySend(Socket, bytes, path.Peer, path.Local) is { } isSent)
                {
                    return isSent;
                }

                // From the system's choice of address; where that fails, too, it throws the reason.
                Socket.SendTo(bytes, SocketFlags.None, path.Peer);
                return true;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return false;
            }
            catch (SocketException e) when (IsRefusal(e) && Socket.AddressFamily != AddressFamily.Unix)
            {
                // of what was sent before, to whomever; this one was not sent
            }
        }
    }
}
