using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Listening;

/// <summary>Any number of datagram peers at the same time, on sockets that they share.</summary>
internal sealed class DatagramPeers : Listener
{
    /// <summary>The most bytes that wait for the services of all peers. What exceeds it is dropped.</summary>
    private const long WaitingBytes = 64 * 1024 * 1024;

    private readonly Dictionary<Socket, DatagramDemultiplexer> _demultiplexers = [];

    public DatagramPeers(IReadOnlyList<Socket> bound, Admission admission)
        : base(bound)
    {
        var quota = new InboxQuota(WaitingBytes);
        foreach (Socket socket in bound)
        {
            _demultiplexers.Add(socket, new DatagramDemultiplexer(new DatagramSocket(socket), admission, quota));
        }
    }

    protected override Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation) =>
        _demultiplexers[socket].ArriveAsync(cancellation);
}
