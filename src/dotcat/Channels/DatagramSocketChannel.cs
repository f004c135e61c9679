using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>One peer over UDP or Unix datagrams. Owns the socket.</summary>
internal sealed class DatagramSocketChannel : Channel, IPeer, IDatagrams, IDelivery
{
    /// <summary>The most UDP over IPv4 carries: 65,535 less the IP and UDP headers (RFC 768, RFC 791).</summary>
    public const int MaxPayload = 65_507;

    private readonly Socket _socket;
    private readonly SocketAddress? _peer;
    private readonly SocketAddress _sender;
    private ReadOnlyMemory<byte>? _first;
    private int _unanswered;

    /// <param name="socket">Connected to the peer.</param>
    /// <param name="name">The peer's address.</param>
    /// <param name="remote">The peer's address; null for what the socket says.</param>
    /// <param name="peer">Where given, what others sent before the socket was connected is passed over.</param>
    /// <param name="first">The datagram by which a listener met the peer.</param>
    public DatagramSocketChannel(
        Socket socket,
        string name,
        EndPoint? remote = null,
        SocketAddress? peer = null,
        ReadOnlyMemory<byte>? first = null
    )
    {
        _socket = socket;
        Name = name;
        RemoteEndPoint = remote ?? socket.RemoteEndPoint;
        _peer = peer;
        _first = first;
        FirstLength = first?.Length;
        _sender = new SocketAddress(socket.AddressFamily);
        RefusedDatagrams.Tell(socket, areTold: true);
    }

    public override string Name { get; }

    public override IPeer Peer => this;

    public override IDatagrams Datagrams => this;

    public override IDelivery Delivery => this;

    /// <summary>A refusal is told after the datagram that was refused, and of the next one it is known that it was not sent.</summary>
    public long AtRisk => _unanswered;

    public EndPoint? LocalEndPoint => _socket.LocalEndPoint;

    public EndPoint? RemoteEndPoint { get; }

    public int Unread => _socket.Available + (_first?.Length ?? 0);

    public int? FirstLength { get; }

    public int MaxRead => LargestDatagram(_socket.AddressFamily);

    public int MaxWrite => MaxPayload;

    /// <summary>
    /// Room for the largest datagram that can arrive, in bytes. A Unix datagram is limited only by the sender's
    /// socket buffer, whose usual ceiling is 416 KiB (net.core.wmem_max doubled, socket(7)).
    /// </summary>
    public static int LargestDatagram(AddressFamily family) => family == AddressFamily.Unix ? 1024 * 1024 : 64 * 1024;

    /// <summary>A read of nothing waits, and takes nothing; but on Windows it takes a datagram, and loses it (WSAEMSGSIZE).</summary>
    public override async ValueTask WaitToReadAsync(CancellationToken cancellation)
    {
        if (_first is null && !OperatingSystem.IsWindows() && _socket.Available == 0)
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_first is { } first)
        {
            _first = null;
            first.CopyTo(buffer);
            return first.Length;
        }

        try
        {
            int count;
            do
            {
                count = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, RoomForSender(), cancellation);
            } while (IsOfStranger());

            _unanswered = 0;
            return count;
        }
        catch (SocketException e) when (RefusedDatagrams.IsMeant(e, _socket))
        {
            throw RefusedDatagrams.Error;
        }
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        while (_first is null && _socket.Available > 0)
        {
            try
            {
                count = _socket.ReceiveFrom(buffer, SocketFlags.None, RoomForSender());
            }
            catch (SocketException e) when (RefusedDatagrams.IsMeant(e, _socket))
            {
                throw RefusedDatagrams.Error;
            }

            if (!IsOfStranger())
            {
                return true;
            }
        }

        return false;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        _unanswered = await _socket.SendAsync(bytes, cancellation);

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    /// <summary>A datagram has nothing to tell an end by; but the last ones may have been refused by now.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) =>
        _socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0
            ? throw new SocketException(error)
            : ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private SocketAddress RoomForSender()
    {
        _sender.Size = SocketAddress.GetMaximumAddressSize(_socket.AddressFamily);
        return _sender;
    }

    private bool IsOfStranger() => _peer is not null && !_sender.Equals(_peer);
}
