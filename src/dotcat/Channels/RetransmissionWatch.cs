using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// TCP probes no peer to which bytes are on their way: it sends them again, for a quarter of an hour (tcp_retries2,
/// tcp(7)). This has it give up a peer that answers none of that as soon as it would have given up one that answers no
/// probe. Linux only.
/// </summary>
internal sealed class RetransmissionWatch : IDisposable
{
    private readonly Socket _socket;
    private readonly TimeSpan _interval;
    private readonly Timer _timer;
    private bool _isLimited;

    /// <param name="socket">Of TCP, connected.</param>
    /// <param name="interval">How often a silent peer is probed.</param>
    public RetransmissionWatch(Socket socket, TimeSpan interval)
    {
        (_socket, _interval) = (socket, interval);
        _timer = new Timer(static watch => ((RetransmissionWatch)watch!).Look(), this, interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            bool isUnanswered = Retransmission.IsUnanswered(_socket, _interval, PeerWatch.Probes);
            if (isUnanswered != _isLimited)
            {
                // The first probe comes after a silence of that long, too.
                Retransmission.GiveUpAfter(_socket, isUnanswered ? _interval * (1 + PeerWatch.Probes) : null);
                _isLimited = isUnanswered;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Dispose(); // the connection is over
        }
    }
}
