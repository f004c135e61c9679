using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class DatagramSocketTests
{
    private const int IPPROTO_IP = 0;
    private const int IP_RECVERR = 11;

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ARefusal_IsNeitherADatagramNorAFailure()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "IP_RECVERR is Linux's");
        using Socket socket = Bound();
        socket.SetRawSocketOption(IPPROTO_IP, IP_RECVERR, BitConverter.GetBytes(1)); // as on Windows: errors of all peers
        var datagrams = new DatagramSocket(socket);
        using (Socket gone = Bound())
        {
            EndPoint nobody = gone.LocalEndPoint!;
            gone.Dispose();
            socket.SendTo("lost"u8, nobody);
        }

        using Socket peer = Bound();
        peer.SendTo("arrives"u8, socket.LocalEndPoint!);
        await Eventually.TrueAsync(() => socket.Available > 0, "a datagram");
        var path = new DatagramPath(AddressFamily.InterNetwork);
        byte[] buffer = new byte[100];

        Assert.False(datagrams.TryReceive(buffer, path, out _));
        Assert.True(datagrams.TryReceive(buffer, path, out int count));
        Assert.Equal("arrives", Encoding.ASCII.GetString(buffer, 0, count));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
