using System.Net;
using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>One of the peers that share a datagram socket, which stays its listener's.</summary>
internal sealed class DatagramPeerChannel : Channel, IPeer, IDatagrams
{
    /// <summary>Datagrams read in a row before others have a turn.</summary>
    private const int Burst = 64;

    private readonly DatagramSocket _socket;
    private readonly Action<DatagramPeerChannel> _forget;
    private int _forgotten;
    private int _inRow;

    /// <summary>The peer is forgotten once, when nobody reads any more.</summary>
    public DatagramPeerChannel(
        DatagramSocket socket,
        DatagramPath path,
        DatagramInbox inbox,
        int firstLength,
        Action<DatagramPeerChannel> forget
    )
    {
        _socket = socket;
        _forget = forget;
        Path = path;
        Inbox = inbox;
        FirstLength = firstLength;
        Name = socket.NameOf(path);
        RemoteEndPoint = socket.RemoteEndPointOf(path);
    }

    public DatagramPath Path { get; }

    public DatagramInbox Inbox { get; }

    /// <summary>Whether a datagram was taken out of the inbox.</summary>
    public bool HasRead { get; private set; }

    public override string Name { get; }

    public override IPeer Peer => this;

    public override IDatagrams Datagrams => this;

    public EndPoint? LocalEndPoint => _socket.LocalEndPointOf(Path);

    public EndPoint? RemoteEndPoint { get; }

    public int? FirstLength { get; }

    public (long Datagrams, long Bytes) Dropped => Inbox.Dropped;

    public int MaxRead => DatagramSocketChannel.LargestDatagram(_socket.Socket.AddressFamily);

    public int MaxWrite => DatagramSocketChannel.MaxPayload;

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

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        RemoteEndPoint is null
            ? throw new SocketException((int)SocketError.DestinationAddressRequired)
            : _socket.SendAsync(bytes, Path, cancellation);

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
}
