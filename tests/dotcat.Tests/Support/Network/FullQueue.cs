using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>Connections that wait for a listener who accepts none, so many that Linux takes no notice of the next.</summary>
internal static class FullQueue
{
    private const int IPPROTO_TCP = 6;
    private const int TCP_INFO = 11;

    /// <summary>Of tcpi_unacked and tcpi_sacked, which for a listener are how many wait and how many may.</summary>
    private const int LengthOffset = 24;
    private const int LimitOffset = 28;

    /// <summary>They, to be disposed of.</summary>
    public static async Task<IReadOnlyList<Socket>> OfAsync(Socket listener)
    {
        var clients = new List<Socket>();
        while (!IsFull(listener))
        {
            int before = Field(listener, LengthOffset);
            var client = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            await client.ConnectAsync(listener.LocalEndPoint!).WaitAsync(TimeLimit.Wait);
            await Eventually.TrueAsync(() => Field(listener, LengthOffset) > before, "one more in the queue");
        }

        return clients;
    }

    private static bool IsFull(Socket listener) => Field(listener, LengthOffset) > Field(listener, LimitOffset);

    private static int Field(Socket listener, int offset)
    {
        byte[] info = new byte[LimitOffset + sizeof(int)];
        Assert.Equal(info.Length, listener.GetRawSocketOption(IPPROTO_TCP, TCP_INFO, info));
        return BitConverter.ToInt32(info, offset);
    }
}
