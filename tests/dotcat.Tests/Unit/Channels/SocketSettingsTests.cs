using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>The system has what was wanted.</summary>
public sealed class SocketSettingsTests
{
    [Fact]
    public void IPv4_HasThem()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        _all.Apply(socket);

        Assert.Equal(0x10, socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService));
        Assert.Equal(9, socket.Ttl);
        Assert.Equal(2, Read(socket, level: 0, name: 21));
        AssertBuffers(socket);
    }

    [SkippableFact]
    public void IPv6_HasThem()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "there is no IPv6");
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);

        _all.Apply(socket);

        Assert.Equal(0x10, Read(socket, level: 41, name: 67));
        Assert.Equal(9, socket.Ttl);
        Assert.Equal(2, Read(socket, level: 41, name: 73));
        AssertBuffers(socket);
    }

    [Fact]
    public void Nothing_IsLeftToTheSystem()
    {
        using var plain = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        new SocketSettings().Apply(socket);

        Assert.Equal(
            (plain.Ttl, plain.ReceiveBufferSize, plain.SendBufferSize),
            (socket.Ttl, socket.ReceiveBufferSize, socket.SendBufferSize)
        );
    }

    private static readonly SocketSettings _all = new()
    {
        TypeOfService = 0x10,
        TimeToLive = 9,
        LeastTimeToLive = 2,
        ReceiveBuffer = 10_000,
        SendBuffer = 20_000,
    };

    /// <summary>Linux doubles what it is told, for its own use: socket(7).</summary>
    private static void AssertBuffers(Socket socket)
    {
        Assert.InRange(socket.ReceiveBufferSize, 10_000, 20_000);
        Assert.InRange(socket.SendBufferSize, 20_000, 40_000);
    }

    private static int Read(Socket socket, int level, int name)
    {
        byte[] value = new byte[sizeof(int)];
        socket.GetRawSocketOption(level, name, value);
        return BitConverter.ToInt32(value);
    }
}
