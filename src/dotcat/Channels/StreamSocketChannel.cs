using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>A TCP connection or a connected Unix stream socket. Owns the socket.</summary>
internal sealed class StreamSocketChannel : Channel, IPeer, IDelivery
{
    private const int SplicedPiece = 64 * 1024;

    private readonly Socket _socket;
    private readonly TimeSpan? _keepAlive;
    private readonly RetransmissionWatch? _retransmissions;
    private ReadOnlyMemory<byte> _unsent;
    private bool _finQueued;
    private bool _hasEnded;
    private bool _hasFinished;
    private bool _isDisposed;
    private bool _isReset;

    /// <param name="socket">Connected.</param>
    /// <param name="name">The peer's address.</param>
    /// <param name="keepAlive">How often TCP is to probe a silent peer, if the user has said so.</param>
    public StreamSocketChannel(Socket socket, string name, TimeSpan? keepAlive = null)
    {
        _socket = socket;
        _keepAlive = keepAlive;
        Name = name;
        socket.Blocking = false; // for those who use the descriptor; the socket's own calls are asynchronous
        if (IsTcp)
        {
            Tuning.Try(socket, static socket => socket.NoDelay = true); // what was typed is to go now
        }

        if (keepAlive is { } interval)
        {
            KeepAlive();
            _retransmissions = IsTcp && OperatingSystem.IsLinux() ? new RetransmissionWatch(socket, interval) : null;
        }
    }

    public override string Name { get; }

    public override IPeer Peer => this;

    public override IDelivery Delivery => this;

    /// <summary>Only Linux tells how much of a write was taken before it failed: elsewhere all of it is unsent.</summary>
    public override ReadOnlyMemory<byte>? Unsent => _unsent;

    /// <summary>A Unix socket has no reset.</summary>
    public override Action? Reset => IsTcp ? () => _isReset = true : null;

    public override Descriptors? Descriptors => new((int)_socket.Handle, (int)_socket.Handle, ReaderMayLeave: false);

    public EndPoint? LocalEndPoint
    {
        get
        {
            try
            {
                return _socket.LocalEndPoint;
            }
            catch (SocketException)
            {
                return null; // macOS forgets it with a reset: getsockname(2), EINVAL
            }
        }
    }

    public EndPoint? RemoteEndPoint => _socket.RemoteEndPoint;

    public int Unread => _socket.Available;

    public long Undelivered
    {
        get
        {
            int queued = IsTcp ? SendQueue.Length(_socket) : 0; // a Unix socket's bytes are in the peer's queue at once
            return _finQueued && queued > 0 ? queued - 1 : queued; // the FIN counts as a byte
        }
    }

    /// <summary>
    /// A Unix socket fails when its peer closes with bytes unread: at most what the send buffer holds, and one piece more, which
    /// Linux takes as long as there is room for a byte - half the buffer of a write, 16 pages of a splice.
    /// </summary>
    public long AtRisk =>
        IsTcp ? Undelivered : _socket.SendBufferSize + Math.Max(_socket.SendBufferSize / 2, SplicedPiece);

    private bool IsTcp => _socket.ProtocolType == ProtocolType.Tcp;

    public override async ValueTask WaitToReadAsync(CancellationToken cancellation) =>
        await _socket.ReceiveAsync(Memory<byte>.Empty, cancellation);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // An asynchronous one tells a reset with a stack trace in words, which takes longer than all else of a connection.
        int count = _socket.Receive(buffer.Span, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock)
        {
            count = await _socket.ReceiveAsync(buffer, cancellation);
        }
        else if (error is not SocketError.Success)
        {
            await Poller.LeaveAsync(); // an exception takes long
            throw new SocketException((int)error);
        }

        _hasEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override void MeetEnd() => _hasEnded = true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _unsent = bytes;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> next = _unsent;
            if (OperatingSystem.IsLinux())
            {
                _unsent = _unsent[PartialWrite.Write(_socket, _unsent.Span)..];
                next = _unsent.IsEmpty ? _unsent : _unsent[..1]; // waits for room, and is taken or not
            }

            if (next.IsEmpty)
            {
                return;
            }

            _unsent = _unsent[await _socket.SendAsync(next, cancellation)..];
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        _socket.Shutdown(SocketShutdown.Send);
        _hasFinished = true;
        _finQueued = IsTcp && !SendQueue.IsClosed(_socket);
        return ValueTask.CompletedTask;
    }

    public bool HasEnded => OperatingSystem.IsLinux() && Libc.Look(_socket.SafeHandle, Libc.POLLRDHUP) != 0;

    public async Task WaitUntilEndedAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        using PolledDescriptor polled = Poller.Current.Watch((int)_socket.Handle);
        await Readiness.WaitAsync(polled, Libc.POLLRDHUP, cancellation);
    }

    public void KeepAlive() => Tuning.Try(_socket, socket => PeerWatch.KeepAlive(socket, _keepAlive));

    public async Task WaitUntilGoneAsync(CancellationToken cancellation)
    {
        var watch = new PeerWatch(_socket);
        while (!watch.HasGone())
        {
            await Task.Delay(PeerWatch.Interval, cancellation); // nobody tells an event for it
        }
    }

    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        for (int pause = 1; Undelivered > 0; pause = Math.Min(pause * 2, 50))
        {
            await Task.Delay(pause, cancellation); // the system tells no event for an acknowledgement
            ThrowIfFailed();
            if (SendQueue.IsClosed(_socket) && Undelivered > 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset); // told before, to whoever read or wrote
            }
        }

        ThrowIfFailed(); // a peer that has left bytes unread after its own end, of which no read tells
    }

    public override ValueTask DisposeAsync()
    {
        if (!_isDisposed && _isReset)
        {
            Tuning.Try(_socket, static socket => socket.LingerState = new LingerOption(enable: true, seconds: 0));
        }
        else if (!_isDisposed && !(_hasEnded && _hasFinished))
        {
            Finish();
        }

        _isDisposed = true;
        _retransmissions?.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfFailed()
    {
        if (_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
        {
            throw new SocketException(error);
        }
    }

    private void Finish()
    {
        try
        {
            DiscardUnread();
            // Without it, disposing resets the connection: https://github.com/dotnet/runtime/issues/43385
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // reset by the peer, so there is nothing to shut down
        }
    }

    /// <summary>
    /// A socket that is closed with bytes unread resets the connection, and the peer may lose what it has not read
    /// yet itself (RFC 2525, section 2.17). Bounded, because the peer may never stop.
    /// </summary>
    private void DiscardUnread()
    {
        byte[]? buffer = null;
        for (int left = 64; left > 0 && _socket.Available > 0; left--)
        {
            buffer ??= new byte[ReadSize];
            _ = _socket.Receive(buffer);
        }
    }
}
