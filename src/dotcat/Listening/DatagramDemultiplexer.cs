using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Dotcat.Channels;
using Channel = Dotcat.Channels.Channel;

namespace Dotcat.Listening;

/// <summary>Gives each datagram of one socket to the channel of its sender, and makes one where there is none.</summary>
internal sealed class DatagramDemultiplexer(Socket socket, Admission admission, InboxQuota quota)
{
    /// <summary>The most bytes that wait for one peer's service. What exceeds it is dropped.</summary>
    private const int WaitingBytes = 4 * 1024 * 1024;

    /// <summary>Datagrams received in a row before the services have a turn.</summary>
    private const int Burst = 64;

    /// <summary>The address family: all there is to the address of a Unix socket without a name, if that (unix(7)).</summary>
    private const int SmallestAddress = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<SocketAddress, DatagramPeerChannel> _peers = new(new SocketAddressComparer());
    private readonly Channel<Channel> _arrivals = System.Threading.Channels.Channel.CreateUnbounded<Channel>();
    private Task? _receiving;

    /// <summary>The channel of the next peer that has none.</summary>
    /// <param name="cancellation">Ends the receiving for all of them, the first time that it is given.</param>
    /// <exception cref="SocketException">The socket cannot be received from.</exception>
    public async Task<Channel> ArriveAsync(CancellationToken cancellation)
    {
        _receiving ??= ReceiveAllAsync(cancellation);
        await _arrivals.Reader.WaitToReadAsync(cancellation);
        return await _arrivals.Reader.ReadAsync(cancellation);
    }

    private async Task ReceiveAllAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[DatagramSocketChannel.LargestDatagram(socket.AddressFamily)];
        var sender = new SocketAddress(socket.AddressFamily, SocketAddress.GetMaximumAddressSize(socket.AddressFamily));
        try
        {
            for (int inRow = 0; ; inRow++)
            {
                if (inRow % Burst == 0)
                {
                    await Task.Yield();
                }

                await ReceiveAsync(buffer, sender, cancellation);
            }
        }
#pragma warning disable CA1031 // thrown where the next peer is waited for
        catch (Exception e)
#pragma warning restore CA1031
        {
            _arrivals.Writer.Complete(e);
        }
    }

    private async ValueTask ReceiveAsync(byte[] buffer, SocketAddress sender, CancellationToken cancellation)
    {
        sender.Size = SocketAddress.GetMaximumAddressSize(socket.AddressFamily);
        try
        {
            int count = await socket.ReceiveFromAsync(buffer, SocketFlags.None, sender, cancellation);
            sender.Size = Math.Max(sender.Size, SmallestAddress);
            Deliver(sender, buffer.AsSpan(0, count));
        }
        catch (SocketException e) when (DatagramPeerChannel.IsRefusal(e))
        {
            // a peer that has gone, which is no matter of the others
        }
    }

    private void Deliver(SocketAddress sender, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(sender, out DatagramPeerChannel? peer))
            {
                peer.Inbox.Add(datagram);
                return;
            }

            Welcome(Copy(sender), datagram.Length)?.Add(datagram);
        }
    }

    /// <summary>What came after the peer's service had ended, and before this, is for the next one.</summary>
    private void Forget(DatagramPeerChannel peer)
    {
        lock (_gate)
        {
            _peers.Remove(peer.Address);
            // A service that can take nothing must not be started for the same datagram again and again.
            if (peer.HasRead && peer.Inbox.FirstLength is { } length && Welcome(peer.Address, length) is { } inbox)
            {
                peer.Inbox.MoveTo(inbox);
            }
            else
            {
                peer.Inbox.Clear();
            }
        }
    }

    /// <summary>Where a new peer's datagrams go; null where there is no place for it.</summary>
    private DatagramInbox? Welcome(SocketAddress address, int firstLength)
    {
        var inbox = new DatagramInbox(WaitingBytes, quota);
        var peer = new DatagramPeerChannel(socket, address, inbox, firstLength, Forget);
        if (!admission.TryEnter(peer.RemoteEndPoint, peer.Name))
        {
            return null;
        }

        _peers.Add(address, peer);
        _arrivals.Writer.TryWrite(peer); // false once the socket is closed
        return inbox;
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
