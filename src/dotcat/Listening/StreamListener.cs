using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Listening;

/// <summary>Accepts TCP and Unix stream connections.</summary>
internal sealed class StreamListener : Listener
{
    /// <summary>Connections the system may hold before they are accepted: listen(2) caps it at somaxconn.</summary>
    private const int Backlog = 4096;

    /// <summary>Who comes so soon after another is one of a crowd.</summary>
    private static readonly TimeSpan _crowd = TimeSpan.FromMilliseconds(1);

    private readonly Admission _admission;
    private readonly TimeSpan? _keepAlive;
    private readonly Dictionary<Socket, PromptReads> _waits = [];
    private long _lastArrival;

    /// <summary>What connections that leave the machine are given back, where those within it are not paced.</summary>
    private readonly byte[]? _congestionControl;

    /// <param name="bound">Sockets that have their addresses.</param>
    /// <param name="admission">Who may connect.</param>
    /// <param name="keepAlive">How often TCP is to probe a silent client; null for never.</param>
    /// <param name="arePassed">Whether they listen already, for others too: they stay as they are.</param>
    public StreamListener(
        IReadOnlyList<Socket> bound,
        Admission admission,
        TimeSpan? keepAlive = null,
        bool arePassed = false
    )
        : base(bound)
    {
        _admission = admission;
        _keepAlive = keepAlive;
        foreach (Socket socket in bound)
        {
            if (!arePassed)
            {
                _congestionControl = CongestionControl.StopPacing(socket) ?? _congestionControl;
                socket.Listen(Backlog);
            }

            socket.Blocking = false; // what is not there any more is not waited for
            if (OperatingSystem.IsLinux())
            {
                _waits.Add(socket, new PromptReads((int)socket.Handle, Closing));
            }
        }
    }

    public override int DescriptorsEach => 1;

    protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                Socket accepted = await AcceptAsync(socket, cancellation);
                string name = Addresses.Format(
                    socket.AddressFamily == AddressFamily.Unix ? socket.LocalEndPoint : accepted.RemoteEndPoint
                );
                if (_admission.TryEnter(accepted.RemoteEndPoint, name))
                {
                    if (_congestionControl is not null && LeavesTheMachine(accepted))
                    {
                        CongestionControl.Restore(accepted, _congestionControl);
                    }

                    return new StreamSocketChannel(accepted, name, _keepAlive);
                }

                accepted.Dispose();
                await Task.Yield(); // a crowd of them is not to hold up whoever waits for the others
            }
            catch (SocketException e) when (IsOfTheClient(e.SocketErrorCode))
            {
                // that client left, or its network did, before it was accepted
            }
        }
    }

    protected override void Unwatch()
    {
        foreach (PromptReads wait in _waits.Values)
        {
            wait.Dispose();
        }
    }

    /// <summary>One at a time, so that all who wait for the poller have a turn between two.</summary>
    private async ValueTask<Socket> AcceptAsync(Socket socket, CancellationToken cancellation)
    {
        if (!_waits.TryGetValue(socket, out PromptReads? wait))
        {
            return await socket.AcceptAsync(cancellation);
        }

        await wait.WaitAsync();
        if (_admission.IsTold || IsCrowd())
        {
            await Poller.LeaveAsync();
        }

        return socket.Accept();
    }

    /// <summary>Whether so many come that they would hold up whoever waits for the poller.</summary>
    private bool IsCrowd()
    {
        long last = Interlocked.Exchange(ref _lastArrival, Stopwatch.GetTimestamp());
        return Stopwatch.GetElapsedTime(last) < _crowd;
    }

    /// <summary>
    /// Linux passes on what a new connection has met already, and there the next one may be better: accept(2),
    /// "Error handling". What it says of firewalls and of protocols is EPERM, ENOPROTOOPT and EOPNOTSUPP. Windows finds one
    /// that has gone not connected, when its socket is to take over the listener's settings (SO_UPDATE_ACCEPT_CONTEXT).
    /// </summary>
    private static bool IsOfTheClient(SocketError error) =>
        error
            is SocketError.ConnectionAborted
                or SocketError.ConnectionReset
                or SocketError.NotConnected
                or SocketError.WouldBlock // somebody who shares the socket was faster
                or SocketError.NetworkDown
                or SocketError.NetworkUnreachable
                or SocketError.HostDown
                or SocketError.HostUnreachable
                or SocketError.TimedOut
                or SocketError.AccessDenied
                or SocketError.ProtocolOption
                or SocketError.OperationNotSupported;

    private static bool LeavesTheMachine(Socket accepted) =>
        accepted is { LocalEndPoint: IPEndPoint local, RemoteEndPoint: IPEndPoint remote }
        && !IPAddress.IsLoopback(remote.Address)
        && !remote.Address.Equals(local.Address);
}
