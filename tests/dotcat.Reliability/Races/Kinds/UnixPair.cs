using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Reliability.Races.Kinds;

/// <summary>Two connected Unix sockets: socketpair(2). What one sends the other has at once.</summary>
internal sealed partial class UnixPair : IDisposable
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM_CLOEXEC = 0x80001;

    public unsafe UnixPair()
    {
        int* ends = stackalloc int[2];
        if (Create(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, ends) != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }

        (Own, Peer) = (Wrap(ends[0]), Wrap(ends[1]));
        (Own.SendBufferSize, Peer.SendBufferSize) = (1, 1); // as small as the system has them
    }

    public Socket Own { get; }

    public Socket Peer { get; }

    public void Dispose()
    {
        Own.Dispose();
        Peer.Dispose();
    }

    private static Socket Wrap(int descriptor) =>
        new(new SafeSocketHandle(descriptor, ownsHandle: true)) { Blocking = false };

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int Create(int family, int type, int protocol, int* ends);
}
