using System.Net;
using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>
/// A try at a port by the base library, wherever there is one. Only with these arguments does its socket report a
/// failure without an exception.
/// </summary>
internal sealed class ManagedPortProbe : PortProbe
{
    private readonly SocketAsyncEventArgs _arguments = new(true);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _socket;

    public ManagedPortProbe(IPEndPoint target, bool isDatagram, IPEndPoint? local)
    {
        SocketType type = isDatagram ? SocketType.Dgram : SocketType.Stream;
        ProtocolType protocol = isDatagram ? ProtocolType.Udp : ProtocolType.Tcp;
        _arguments.Completed += (_, _) => _known.SetResult();
        try
        {
            _socket = new Socket(target.AddressFamily, type, protocol);
        }
        catch (SocketException e)
        {
            Outcome = e.SocketErrorCode;
            return;
        }

        if ((local is null || Bind(local)) && !(isDatagram ? Send(target) : Connect(target)))
        {
            Take();
        }
    }

    public override async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        // Closing the socket completes what it was about, with an error.
        await using CancellationTokenRegistration stop = cancellation.UnsafeRegister(
            static self => ((Socket)self!).Dispose(),
            _socket
        );
        await using ITimer timer = time.CreateTimer(
            static self => ((Socket)self!).Dispose(),
            _socket,
            limit,
            Timeout.InfiniteTimeSpan
        );
        await _known.Task;
        Take();
    }

    public override Socket TakeSocket()
    {
        Socket socket = _socket!;
        _socket = null;
        return socket;
    }

    protected override void Dispose(bool disposing)
    {
        _socket?.Dispose();
        _arguments.Dispose();
    }

    /// <inheritdoc cref="LinuxPortProbe.Bind(IPEndPoint)"/>
    private bool Bind(IPEndPoint local)
    {
        try
        {
            if (local.Port != 0)
            {
                _socket!.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            _socket!.Bind(local);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && local.Port == 0)
        {
            Outcome = e.SocketErrorCode;
            return false;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the outcome is still to come.</summary>
    private bool Connect(IPEndPoint target)
    {
        _arguments.RemoteEndPoint = target;
        return _socket!.ConnectAsync(_arguments);
    }

    /// <inheritdoc cref="Connect"/>
    private bool Send(IPEndPoint target)
    {
        try
        {
            _socket!.Connect(target);
            _socket.Send([Nothing]);
        }
        catch (SocketException e)
        {
            _arguments.SocketError = e.SocketErrorCode;
            return false;
        }

        _arguments.SetBuffer(new byte[1]);
        return _socket.ReceiveAsync(_arguments);
    }

    private void Take() =>
        Outcome = _arguments.SocketError switch
        {
            SocketError.OperationAborted => SocketError.InProgress,
            SocketError.MessageSize => SocketError.Success, // Windows: the answer has more than a byte
            var error => error,
        };
}
