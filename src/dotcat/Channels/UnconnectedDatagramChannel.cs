using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>
/// One peer over a datagram socket that cannot be connected to it: it has gone or has no address to answer to, it asked
/// for another address of this machine than the system would answer from, or it is a group. Owns the socket.
/// </summary>
internal sealed class UnconnectedDatagramChannel : Channel, IPeer, IDatagrams
{
    private readonly DatagramSocket _socket;
    private readonly DatagramPath _room;
    private readonly TaskCompletionSource _answerable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DatagramPath _peer;
    private string _name;
    private ReadOnlyMemory<byte>? _first;

    /// <param name="socket">Not connected.</param>
    /// <param name="peer">Where to send to.</param>
    /// <param name="first">The datagram by which a listener met the peer.</param>
    public UnconnectedDatagramChannel(DatagramSocket socket, DatagramPath peer, ReadOnlyMemory<byte>? first = null)
    {
        _socket = socket;
        _room = new DatagramPath(socket.Socket.AddressFamily);
        _first = first;
        FirstLength = first?.Length;
        Adopt(peer);
    }

    /// <summary>Called with each sender and its bytes; where it is set, whoever sends is heard, as a group's members are.</summary>
    public Action<string, int>? Heard { get; init; }

    public override string Name => _name;

    public override IPeer Peer => this;

    public override IDatagrams Datagrams => this;

    public EndPoint? LocalEndPoint => _socket.LocalEndPointOf(_peer);

    public EndPoint? RemoteEndPoint { get; private set; }

    public int Unread => _socket.Socket.Available + (_first?.Length ?? 0);

    public int? FirstLength { get; }

    public int MaxRead => DatagramSocketChannel.LargestDatagram(_socket.Socket.AddressFamily);

    public int MaxWrite => DatagramSocketChannel.MaxPayload;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_first is { } first)
        {
            _first = null;
            first.CopyTo(buffer);
            return first.Length;
        }

        int count;
        do
        {
            count = await _socket.ReceiveAsync(buffer, _room, cancellation);
        } while (!IsWanted(count));

        return count;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        while (_first is null && _socket.TryReceive(buffer, _room, out count))
        {
            if (IsWanted(count))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits until somebody is there who can be answered.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _answerable.Task.WaitAsync(cancellation);
        await _socket.SendAsync(bytes, _peer, cancellation);
    }

    /// <summary>A datagram has nothing to tell an end by.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _socket.Socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Unix sockets without a name cannot be told apart: the first that has one is the peer from then on.</summary>
    private bool IsWanted(int count)
    {
        if (Heard is { } heard)
        {
            heard(_socket.NameOf(_room), count);
            return true;
        }

        bool isNew = !_room.HasPeerOf(_peer);
        bool isWanted = !isNew || (RemoteEndPoint is null && _room.Peer.Family == AddressFamily.Unix);
        if (isWanted && (isNew || _room.Local != _peer.Local))
        {
            Adopt(_room.Copy()); // whose answers go from where it has asked last
        }

        return isWanted;
    }

    [MemberNotNull(nameof(_peer), nameof(_name))]
    private void Adopt(DatagramPath peer)
    {
        _peer = peer;
        _name = _socket.NameOf(peer);
        RemoteEndPoint = _socket.RemoteEndPointOf(peer);
        if (RemoteEndPoint is not null)
        {
            _answerable.TrySetResult();
        }
    }
}
