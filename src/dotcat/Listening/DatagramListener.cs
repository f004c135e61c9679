using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Listening;

/// <summary>Waits for the first datagram, and belongs to the peer that sent it.</summary>
/// <param name="bound">Sockets that have their addresses.</param>
/// <param name="admission">Who may connect.</param>
/// <param name="arePassed">Whether others have the sockets, too, and for other peers: they are not connected to one.</param>
internal sealed class DatagramListener(IReadOnlyList<Socket> bound, Admission admission, bool arePassed = false)
    : Listener(bound)
{
    protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation)
    {
        var datagrams = new DatagramSocket(socket);
        byte[] buffer = new byte[DatagramSocketChannel.LargestDatagram(socket.AddressFamily)];
        var path = new DatagramPath(socket.AddressFamily);
        while (true)
        {
            int count = await datagrams.ReceiveAsync(buffer, path, cancellation);
            string name = datagrams.NameOf(path);
            if (admission.TryEnter(datagrams.SenderOf(path), name))
            {
                HandOver(socket);
                return Own(datagrams, path, buffer.AsMemory(0, count));
            }

            await Task.Yield(); // a flood of them is not to hold up whoever waits for the others
        }
    }

    /// <summary>Connected, where that can be: then the system keeps strangers out and tells when the peer is gone.</summary>
    private Channel Own(DatagramSocket datagrams, DatagramPath path, ReadOnlyMemory<byte> first) =>
        !arePassed
        && datagrams.RemoteEndPointOf(path) is { } peer
        && AnswersAnyway(path, peer.AddressFamily)
        && TryConnect(datagrams.Socket, path.Peer)
            ? new DatagramSocketChannel(datagrams.Socket, datagrams.NameOf(path), peer, path.Peer, first)
            : new UnconnectedDatagramChannel(datagrams, path, first);

    /// <summary>Whether the system, left to itself, answers the peer from the address that was asked.</summary>
    private static bool AnswersAnyway(DatagramPath path, AddressFamily family)
    {
        if (!path.Local.IsKnown)
        {
            return true;
        }

        try
        {
            using var probe = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            if (family == AddressFamily.InterNetworkV6)
            {
                probe.DualMode = true;
            }

            return TryConnect(probe, path.Peer) // which sends nothing
                && probe.LocalEndPoint is IPEndPoint { Address: var chosen }
                && path.Local.Is(chosen);
        }
        catch (SocketException)
        {
            return false; // out of descriptors
        }
    }

    /// <summary>No failure of the listener's: a Unix peer may be gone already, or not let itself be written to.</summary>
    private static bool TryConnect(Socket socket, SocketAddress peer)
    {
        try
        {
            socket.Connect(new SerializedEndPoint(peer));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
