using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Connects a TCP socket by way of the poller. Whoever was in its thread before goes on in it, so that a connection that
/// is passed on wakes no other thread; all others go on in a thread of the pool. Linux only.
/// </summary>
internal static partial class PromptConnect
{
    private const int EINPROGRESS = 115;

    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="IOException">No descriptor is left to wait with.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public static async Task ConnectAsync(Socket socket, IPEndPoint target, CancellationToken cancellation)
    {
        socket.Blocking = false;
        if (Begin(socket, target) != EINPROGRESS)
        {
            await socket.ConnectAsync(target, cancellation); // says why it cannot
            return;
        }

        if (Libc.Look(socket.SafeHandle, Libc.POLLOUT) == 0) // within the machine the answer is there already
        {
            await WaitAsync(socket, cancellation);
        }

        socket.Connect(target); // gives the outcome, and begins nothing: connect(2), EINPROGRESS
    }

    private static async Task WaitAsync(Socket socket, CancellationToken cancellation)
    {
        bool isPrompt = Poller.IsCurrentThread;
        using (PolledDescriptor polled = Poller.Current.Watch((int)socket.Handle))
        {
            var readiness = new Readiness();
            await using (readiness.SignalOn(cancellation))
            {
                await readiness.WaitAsync(polled, Libc.POLLOUT);
            }
        }

        await (isPrompt ? ValueTask.CompletedTask : Poller.LeaveAsync());
        cancellation.ThrowIfCancellationRequested();
    }

    private static int Begin(Socket socket, IPEndPoint target)
    {
        SocketAddress address = target.Serialize();
        return Connect(socket.SafeHandle, address.Buffer.Span, address.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeSocketHandle socket, ReadOnlySpan<byte> address, int size);
}
