using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>The algorithm of a TCP socket, TCP_CONGESTION in tcp(7). Linux only; "" elsewhere.</summary>
internal static class CongestionAlgorithm
{
    private const int IPPROTO_TCP = 6;
    private const int TCP_CONGESTION = 13;
    private const int TCP_CA_NAME_MAX = 16;

    public static string Of(Channel channel)
    {
        using var socket = new Socket(new SafeSocketHandle(channel.Descriptors!.Value.Write, ownsHandle: false));
        return Of(socket);
    }

    public static string Of(Socket socket)
    {
        byte[] name = new byte[TCP_CA_NAME_MAX];
        return OperatingSystem.IsLinux()
            ? Text(name.AsSpan(0, socket.GetRawSocketOption(IPPROTO_TCP, TCP_CONGESTION, name)))
            : "";
    }

    /// <summary>False where the system has no such algorithm, or lets nobody take it.</summary>
    public static bool TrySet(Socket socket, ReadOnlySpan<byte> algorithm)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            socket.SetRawSocketOption(IPPROTO_TCP, TCP_CONGESTION, algorithm);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static string Text(ReadOnlySpan<byte> name) => Encoding.ASCII.GetString(name.TrimEnd((byte)0));
}
