using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Dotcat.Channels;
using Channel = Dotcat.Channels.Channel;

namespace Dotcat.Listening;

/// <summary>Gives each datagram of one socket to the channel of its sender, and makes one where there is none.</summary>
internal sealed class DatagramDemultiplexer(DatagramSocket socket, Admission admission, InboxQuota quota)
{
    /// <summary>The most bytes that wait for one peer's service. What exceeds it is dropped.</summary>
    private const int WaitingBytes = 4 * 1024 * 1024;

    /// <summary>Datagrams received in a row before the services have a turn.</summary>
    private const int Burst = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<DatagramPath, DatagramPeerChannel> _peers = [];
    private readonly Channel<Channel> _arrivals = System.Threading.Channels.Channel.CreateUnbounded<Channel>();
    private Task? _receiving;

    /// <summary>The channel of the next peer that has none.</summary>
    /// <param name="cancellation">Ends the receiving for all of them, the first time that it is given.</param>
    /// <exception cref="SocketException">The socket could not be received from; whoever asks again has it tried again.</exception>
    public async Task<Channel> ArriveAsync(CancellationToken cancellation)
    {
        _receiving = _receiving is null or { IsFaulted: true } ? ReceiveAllAsync(cancellation) : _receiving;
        Task<bool> arrival = _arrivals.Reader.WaitToReadAsync(cancellation).AsTask();
        if (await Task.WhenAny(arrival, _receiving) == _receiving)
        {
            await _receiving;
        }

        return await _arrivals.Reader.ReadAsync(cancellation);
    }

    private async Task ReceiveAllAsync(CancellationToken cancellation)
    {
        AddressFamily family = socket.Socket.AddressFamily;
        byte[] buffer = new byte[DatagramSocketChannel.LargestDatagram(family)];
        var path = new DatagramPath(family);
        for (int inRow = 0; ; inRow++)
        {
            if (inRow % Burst == 0)
            {
                await Task.Yield();
            }

            int count = await socket.ReceiveAsync(buffer, path, cancellation);
            Deliver(path, buffer.AsSpan(0, count));
        }
    }

    private void Deliver(DatagramPath path, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(path, out DatagramPeerChannel? peer))
            {
                peer.Inbox.Add(datagram);
                return;
            }

            Welcome(path.Copy(), datagram.Length)?.Add(datagram);
        }
    }

    /// <summary>What came after the peer's service had ended, and before this, is for the next one.</summary>
    private void Forget(DatagramPeerChannel peer)
    {
        lock (_gate)
        {
            _peers.Remove(peer.Path);
            // A service that can take nothing must not be started for the same datagram again and again.
            if (peer.HasRead && peer.Inbox.FirstLength is { } length && Welcome(peer.Path, length) is { } inbox)
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
    private DatagramInbox? Welcome(DatagramPath path, int firstLength)
    {
        var inbox = new DatagramInbox(WaitingBytes, quota);
        var peer = new DatagramPeerChannel(socket, path, inbox, firstLength, Forget);
        if (!admission.TryEnter(socket.SenderOf(path), peer.Name))
        {
            return null;
        }

        _peers.Add(path, peer);
        _arrivals.Writer.TryWrite(peer);
        return inbox;
    }
}
