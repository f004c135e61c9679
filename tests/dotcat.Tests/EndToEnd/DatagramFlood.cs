using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Interop;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Datagrams that come faster than they can be written wait in the socket.</summary>
public sealed class DatagramFlood
{
    private const int Count = 10_000;
    private const int Size = 1_000;

    /// <summary>What Linux counts for a datagram of that size.</summary>
    private const int Room = Count * 2_304;

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ABurst_ArrivesWhole()
    {
        Skip.If(LargestBuffer() < Room, $"this user may not have a socket buffer of {Room} bytes");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            "-v",
            "--recv-only",
            "-i",
            "2s"
        );
        using Socket client = listener.ConnectSocket();
        byte[] sent = RandomNumberGenerator.GetBytes(Count * Size);
        Task<ProcessEnd> ending = listener.Process.EndAsync();

        for (int start = 0; start < sent.Length; start += Size)
        {
            Assert.Equal(Size, client.Send(sent.AsSpan(start, Size)));
        }

        ProcessEnd end = await ending;
        Assert.Equal(sent.Length, end.Output.Length);
        Assert.Equal(Payload.HashOf(sent), Payload.HashOf(end.Output));
        Assert.Equal((0, sent.Length), Moved.In(end.ErrorLines));
        Assert.Equal(0, end.ExitCode);
    }

    private static int LargestBuffer()
    {
        using Socket socket = Transport.Udp4.CreateSocket();
        ReceiveBuffer.Enlarge(socket);
        return socket.ReceiveBufferSize;
    }
}
