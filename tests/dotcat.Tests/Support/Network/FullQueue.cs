using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>Connections that wait for a listener who accepts none, so many that Linux takes no notice of the next.</summary>
internal static class FullQueue
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(300);

    /// <summary>They, to be disposed of. The last one is still waiting for an answer.</summary>
    public static async Task<IReadOnlyList<Socket>> OfAsync(Socket listener)
    {
        var clients = new List<Socket>();
        while (true)
        {
            var client = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            Task connecting = client.ConnectAsync(listener.LocalEndPoint!);
            if (await Task.WhenAny(connecting, Task.Delay(_patience)) != connecting)
            {
                return clients;
            }
        }
    }
}
