using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// A try at a port by the bare system calls, two for a port of this machine that is closed. The base library's sockets
/// take three times as long.
/// </summary>
internal sealed partial class LinuxPortProbe : PortProbe
{
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_REUSEADDR = 2;
    private const int EALREADY = 114;
    private const int EINPROGRESS = 115;
    private const int EISCONN = 106;
    private const int ECONNREFUSED = 111;

    private readonly SocketAddress _target;
    private readonly bool _isDatagram;
    private readonly int _family;
    private readonly IdleSockets? _idle;
    private int _descriptor;

    public LinuxPortProbe(IPEndPoint target, bool isDatagram, IPEndPoint? local, IdleSockets idle)
    {
        _target = target.Serialize();
        _isDatagram = isDatagram;
        _family = target.AddressFamily == AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET;
        _idle = isDatagram || local is not null ? null : idle;
        if (_idle is null || !_idle.TryTake(_family, out _descriptor))
        {
            int type = isDatagram ? SOCK_DGRAM : SOCK_STREAM;
            _descriptor = Open(_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        }

        if (_descriptor < 0)
        {
            Outcome = LastError();
        }
        else if (local is null || Bind(local))
        {
            Begin();
        }
    }

    public override async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var readiness = new Readiness();
        using PolledDescriptor polled = Poller.Current.Watch(_descriptor);
        await using CancellationTokenRegistration stop = readiness.SignalOn(cancellation);
        await using ITimer timer = time.CreateTimer(
            static self => ((Readiness)self!).Signal(),
            readiness,
            limit,
            Timeout.InfiniteTimeSpan
        );
        await readiness.WaitAsync(polled, _isDatagram ? Libc.POLLIN : Libc.POLLOUT);
        Look();
    }

    public override Socket TakeSocket()
    {
        var socket = new Socket(new SafeSocketHandle(_descriptor, ownsHandle: true));
        _descriptor = -1;
        return socket;
    }

    protected override void Dispose(bool disposing)
    {
        if (_idle is not null && Outcome == SocketError.ConnectionRefused)
        {
            _idle.Keep(_family, _descriptor);
        }
        else if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
        }

        _descriptor = -1;
    }

    /// <summary>False where another port of the system's choice may be had later.</summary>
    /// <exception cref="SocketException">It cannot be had.</exception>
    private unsafe bool Bind(IPEndPoint local)
    {
        if (local.Port != 0)
        {
            int yes = 1; // several tries from one port go to different ones
            _ = SetOption(_descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(int));
        }

        SocketAddress address = local.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Bind(_descriptor, bytes, address.Size) == 0)
            {
                return true;
            }
        }

        SocketError error = LastError();
        if (error == SocketError.AddressAlreadyInUse && local.Port == 0)
        {
            Outcome = error;
            return false;
        }

        Dispose();
        throw new SocketException((int)error);
    }

    private unsafe void Begin()
    {
        int error = Connect();
        if (error is not (0 or EINPROGRESS))
        {
            Outcome = Meaning(error);
            return;
        }

        byte nothing = Nothing;
        if (_isDatagram && Libc.Write(_descriptor, &nothing, 1) < 0)
        {
            Outcome = LastError();
            return;
        }

        Look(); // within one machine the answer is there already
    }

    /// <summary>Asks once more for the connection, which tells what has come of the first time, or for an answer.</summary>
    private unsafe void Look()
    {
        byte answer;
        int error =
            !_isDatagram ? Connect()
            : Libc.Read(_descriptor, &answer, 1) >= 0 ? 0
            : Marshal.GetLastPInvokeError();
        Outcome =
            error is EALREADY or EINPROGRESS || (_isDatagram && error == Libc.EAGAIN)
                ? SocketError.InProgress
                : Meaning(error);
    }

    private unsafe int Connect()
    {
        fixed (byte* bytes = _target.Buffer.Span)
        {
            return Connect(_descriptor, bytes, _target.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    private static SocketError LastError() => Meaning(Marshal.GetLastPInvokeError());

    private static SocketError Meaning(int errno)
    {
        switch (errno)
        {
            case 0 or EISCONN:
                return SocketError.Success;
            case ECONNREFUSED: // most of them
                return SocketError.ConnectionRefused;
            default:
                Marshal.SetLastPInvokeError(errno);
                return new SocketException().SocketErrorCode; // which is made from that
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(int socket, int level, int name, int* value, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static unsafe partial int Connect(int socket, byte* address, int length);
}
