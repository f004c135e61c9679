using System.Net.Sockets;
using System.Text;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>What a client says to a proxy; whether it was let through.</summary>
internal static class ProxyClient
{
    public static async Task<bool> ConnectByHttpAsync(Socket client, int port, CancellationToken limit)
    {
        byte[] request = Encoding.ASCII.GetBytes($"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        _ = await client.SendAsync(request, limit);
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            byte[] next = await Talk.ReadAsync(client, 1, limit);
            if (next.Length == 0)
            {
                return false;
            }

            _ = head.Append((char)next[0]);
        }

        return head.ToString().Contains(" 200 ", StringComparison.Ordinal);
    }

    public static async Task<bool> ConnectBySocksAsync(Socket client, int port, CancellationToken limit)
    {
        byte[] name = Encoding.ASCII.GetBytes("localhost");
        byte[] request = [5, 1, 0, 5, 1, 0, 3, (byte)name.Length, .. name, (byte)(port >> 8), (byte)port];
        _ = await client.SendAsync(request, limit);
        byte[] answer = await Talk.ReadAsync(client, 12, limit);
        return answer is [5, 0, 5, 0, ..];
    }
}
