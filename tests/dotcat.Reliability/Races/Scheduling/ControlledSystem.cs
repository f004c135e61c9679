using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Dotcat.Interop;

namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Threads, and waits for the kernel, that the schedule knows of.</summary>
public static partial class ControlledSystem
{
    [Replaces(typeof(BackgroundThread), nameof(BackgroundThread.Start))]
    public static Thread StartThread(ThreadStart run, string name)
    {
        var thread = new Thread(run) { Name = name };
        if (Schedule.Current is { } schedule)
        {
            schedule.Start(() => run());
        }
        else
        {
            thread.IsBackground = true;
            thread.Start();
        }

        return thread;
    }

    /// <summary>epoll_wait(2).</summary>
    [Replaces(typeof(Poller), "Wait")]
    public static unsafe int Wait(int epoll, byte* events, int count, int milliseconds)
    {
        if (Schedule.Current is null)
        {
            return EpollWait(epoll, events, count, milliseconds);
        }

        Schedule.Block(() => milliseconds == 0 || Libc.Look(epoll, Libc.POLLIN) != 0);
        return EpollWait(epoll, events, count, 0);
    }

    [Replaces(typeof(Socket), nameof(Socket.ReceiveAsync))]
    public static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        await ReadyAsync(socket, SelectMode.SelectRead, cancellation);
        return buffer.IsEmpty ? 0 : socket.Receive(buffer.Span);
    }

    [Replaces(typeof(Socket), nameof(Socket.ReceiveFromAsync))]
    public static async ValueTask<int> ReceiveFromAsync(
        Socket socket,
        Memory<byte> buffer,
        SocketFlags flags,
        SocketAddress sender,
        CancellationToken cancellation
    )
    {
        await ReadyAsync(socket, SelectMode.SelectRead, cancellation);
        return socket.ReceiveFrom(buffer.Span, flags, sender);
    }

    [Replaces(typeof(Socket), nameof(Socket.SendAsync))]
    public static async ValueTask<int> SendAsync(
        Socket socket,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellation
    )
    {
        await ReadyAsync(socket, SelectMode.SelectWrite, cancellation);
        return socket.Send(bytes.Span);
    }

    private static async Task ReadyAsync(Socket socket, SelectMode mode, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Schedule.Current!.UntilAsync(() =>
            cancellation.IsCancellationRequested || socket.SafeHandle.IsClosed || socket.Poll(0, mode)
        );
        cancellation.ThrowIfCancellationRequested();
    }

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int EpollWait(int epoll, byte* events, int count, int milliseconds);
}
