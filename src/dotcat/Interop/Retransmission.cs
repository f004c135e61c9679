using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>How TCP fares with what it has to send again: TCP_INFO and TCP_USER_TIMEOUT of tcp(7). Linux only.</summary>
internal static class Retransmission
{
    private const int IPPROTO_TCP = 6;
    private const int TCP_INFO = 11;
    private const int TCP_USER_TIMEOUT = 18;

    // Offsets in struct tcp_info of linux/tcp.h
    private const int Probes = 3;
    private const int Unacknowledged = 24;
    private const int LastAcknowledgement = 56;
    private const int SendWindow = 228; // since Linux 5.4

    /// <summary>Whether the peer's system has been silent for so long, though bytes, or so many probes of a closed window, went there.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    /// <remarks>A peer that answers and keeps its window closed only does not read.</remarks>
    public static bool IsUnanswered(Socket socket, TimeSpan silence, int probes)
    {
        Span<byte> info = stackalloc byte[SendWindow + sizeof(uint)];
        int length = socket.GetRawSocketOption(IPPROTO_TCP, TCP_INFO, info);
        bool isWindowOpen = length < info.Length || Read(info, SendWindow) > 0;
        bool areBytesUnderWay = isWindowOpen && Read(info, Unacknowledged) > 0;
        return (areBytesUnderWay || info[Probes] >= probes)
            && Read(info, LastAcknowledgement) >= silence.TotalMilliseconds;
    }

    /// <summary>Fails the connection when what it sends again has not been acknowledged for so long; null for the system's own limit.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    /// <remarks>
    /// A limit that always held would also fail one whose peer answers and does not read: the kernel measures it from the
    /// first probe of a closed window, whatever is answered.
    /// </remarks>
    public static void GiveUpAfter(Socket socket, TimeSpan? limit)
    {
        int milliseconds = (int)(limit ?? TimeSpan.Zero).TotalMilliseconds;
        socket.SetRawSocketOption(
            IPPROTO_TCP,
            TCP_USER_TIMEOUT,
            MemoryMarshal.AsBytes(new Span<int>(ref milliseconds))
        );
    }

    private static uint Read(ReadOnlySpan<byte> info, int offset) => MemoryMarshal.Read<uint>(info[offset..]);
}
