using System.Net.Sockets;

namespace Dotcat.Interop;

/// <summary>
/// The congestion control of a TCP socket, TCP_CONGESTION in tcp(7). BBR paces what it sends, with a timer for each
/// segment; within a machine there is no path that could be congested, and the timers take half the processor time.
/// </summary>
internal static class CongestionControl
{
    private const int IPPROTO_TCP = 6;
    private const int TCP_CONGESTION = 13;
    private const int TCP_CA_NAME_MAX = 16;

    /// <summary>
    /// Has the socket, or all that it will accept, not paced. Once a connection exists it is too late: it goes on
    /// being paced, whatever algorithm it is given.
    /// </summary>
    /// <returns>What to give to <see cref="Restore"/>; null where nothing was changed.</returns>
    public static byte[]? StopPacing(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
        {
            return null;
        }

        byte[] name = new byte[TCP_CA_NAME_MAX];
        bool isKnown = Tuning.Try(socket, socket => socket.GetRawSocketOption(IPPROTO_TCP, TCP_CONGESTION, name));
        return isKnown && name.AsSpan().StartsWith("bbr"u8) && TrySet(socket, "reno"u8.ToArray()) ? name : null;
    }

    /// <summary>Gives a connection that leaves the machine what the system had meant for it.</summary>
    public static void Restore(Socket socket, byte[] algorithm) => _ = TrySet(socket, algorithm);

    private static bool TrySet(Socket socket, byte[] algorithm) =>
        Tuning.Try(socket, socket => socket.SetRawSocketOption(IPPROTO_TCP, TCP_CONGESTION, algorithm));
}
