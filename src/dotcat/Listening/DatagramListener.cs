using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Listening;

/// <summary>Waits for the first datagram, and belongs to the peer that sent it.</summary>
internal sealed class DatagramListener(IReadOnlyList<Socket> bound, Admission admission) : Listener(bound)
{
    protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[DatagramSocketChannel.LargestDatagram(socket.AddressFamily)];
        int longest = SocketAddress.GetMaximumAddressSize(socket.AddressFamily);
        var peer = new SocketAddress(socket.AddressFamily, longest);
        while (true)
        {
            peer.Size = longest; // of which the one before took less
            int count = await socket.ReceiveFromAsync(buffer, SocketFlags.None, peer, cancellation);
            EndPoint sender = socket.LocalEndPoint!.Create(peer);
            string name = Addresses.Format(sender);
            if (!admission.TryEnter(sender, name))
            {
                await Task.Yield(); // a flood of them is not to hold up whoever waits for the others
                continue;
            }

            if (Addresses.HasName(sender))
            {
                // From here on the system keeps strangers out and tells when the peer is gone.
                await socket.ConnectAsync(sender, cancellation);
            }

            HandOver(socket);
            return new DatagramSocketChannel(socket, name, peer, buffer.AsMemory(0, count));
        }
    }
}
