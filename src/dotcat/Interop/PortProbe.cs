using System.Net;
using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>
/// One try at a port: a TCP connection, or a byte over UDP and whatever answers it. Nothing is thrown where it fails:
/// among tens of thousands of ports most do, and an exception takes longer than the try.
/// </summary>
internal abstract class PortProbe : IDisposable
{
    /// <summary>What is sent over UDP.</summary>
    protected const byte Nothing = 0;

    /// <summary>Success, why not, or <see cref="SocketError.InProgress"/> as long as that is not known.</summary>
    public SocketError Outcome { get; protected set; } = SocketError.InProgress;

    /// <summary>Begins one, whose outcome may be known at once.</summary>
    /// <param name="target">The port.</param>
    /// <param name="isDatagram">Whether it is one of UDP.</param>
    /// <param name="local">Where to try from; port 0 for one of the system's choice, null for that and any address.</param>
    /// <param name="idle">Sockets of earlier tries; outlives this one.</param>
    /// <exception cref="SocketException">The local end cannot be had.</exception>
    public static PortProbe Start(IPEndPoint target, bool isDatagram, IPEndPoint? local, IdleSockets idle) =>
        OperatingSystem.IsLinux()
            ? new LinuxPortProbe(target, isDatagram, local, idle)
            : new ManagedPortProbe(target, isDatagram, local);

    /// <summary>Waits until the outcome is known, the time has passed or the token is cancelled, which throws nothing.</summary>
    public abstract Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellation);

    /// <summary>The connection that was made. The caller owns it.</summary>
    public abstract Socket TakeSocket();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
