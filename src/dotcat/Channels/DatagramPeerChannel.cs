using System.Net;
using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>One of the peers that share a datagram socket, which stays its listener's.</summary>
internal sealed class DatagramPeerChannel : Channel, IPeer, IDatagrams
{
    /// <summary>Datagrams read in a row before others have a turn.</summary>
    private const int Burst = 64;

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly Action<DatagramPeerChannel> _forget;
    private int _forgotten;
    private int _inRow;

    /// <summary>The socket is not connected, and not blocking; the peer is forgotten once, when nobody reads any more.</summary>
    public DatagramPeerChannel(
        Socket socket,
        SocketAddress address,
        DatagramInbox inbox,
        int firstLength,
        Action<DatagramPeerChannel> forget
    )
    {
        _socket = socket;
        _forget = forget;
        Address = address;
        Inbox = inbox;
        FirstLength = firstLength;
        EndPoint remote = socket.LocalEndPoint!.Create(address);
        Name = Addresses.Format(remote);
        RemoteEndPoint = Addresses.HasName(remote) ? remote : null;
    }

    public SocketAddress Address { get; }

    public DatagramInbox Inbox { get; }

    /// <summary>Whether a datagram was taken out of the inbox.</summary>
    public bool HasRead { get; private set; }

    public override string Name { get; }

    public override IPeer Peer => this;

    public override IDatagrams Datagrams => this;

    public EndPoint? LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Null for a Unix socket that was never bound, which nothing can answer.</summary>
    public EndPoint? RemoteEndPoint { get; }

    public int? FirstLength { get; }

    public (long Datagrams, long Bytes) Dropped => Inbox.Dropped;

    public int MaxRead => DatagramSocketChannel.LargestDatagram(_socket.AddressFamily);

    public int MaxWrite => DatagramSocketChannel.MaxPayload;

    /// <summary>
    /// Whether it is an ICMP message about something sent before. A UDP socket without a peer gets it at any later
    /// call on Windows (WSAECONNRESET, learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsarecvfrom), and
    /// elsewhere where the socket asks for it (IP_RECVERR, ip(7)).
    /// </summary>
    public static bool IsRefusal(SocketException e) =>
        e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;

    public override async ValueTask WaitToReadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Inbox.WaitAsync(cancellation);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (++_inRow == Burst)
        {
            _inRow = 0;
            await Task.Yield();
        }

        int count;
        do
        {
            await WaitToReadAsync(cancellation);
        } while (!TryRead(buffer.Span, out count));

        return count;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        bool taken = Inbox.TryTake(buffer, out count);
        HasRead |= taken;
        return taken;
    }

    /// <exception cref="SocketException">This peer cannot be sent to. What befell others is not told here.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (RemoteEndPoint is null)
        {
            throw new SocketException((int)SocketError.DestinationAddressRequired);
        }

        cancellation.ThrowIfCancellationRequested();
        for (TimeSpan pause = _shortestPause; !TrySend(bytes.Span); pause = pause < _longestPause ? 2 * pause : pause)
        {
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>A datagram has nothing to tell an end by.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Forgets the peer: its next datagram is the first of a new channel.</summary>
    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _forgotten, 1) == 0)
        {
            _forget(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Never in the socket's own queue: the system tells no event for room at a Unix peer, and those to all others
    /// would wait behind it; and asynchronous sends at the same time clear the address of one another, so that one
    /// of them throws a NullReferenceException (seen with .NET 9 and 10; see github.com/dotnet/runtime/pull/98134).
    /// </summary>
    /// <returns>Whether there was room.</returns>
    private bool TrySend(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            try
            {
                _socket.SendTo(bytes, SocketFlags.None, Address);
                return true;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return false;
            }
            catch (SocketException e) when (IsRefusal(e))
            {
                // of what was sent before, to whomever; this one was not sent
            }
        }
    }
}
