using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>Both ends of a TCP connection over loopback.</summary>
internal sealed class TcpPair : IDisposable
{
    private TcpPair(Socket own, Socket peer)
    {
        Own = own;
        Peer = peer;
    }

    public Socket Own { get; }

    public Socket Peer { get; }

    public static TcpPair Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        own.Connect(listener.LocalEndPoint!);
        return new TcpPair(own, listener.Accept());
    }

    /// <summary>Closes the peer's end so that the own end is reset.</summary>
    public void Reset()
    {
        Peer.LingerState = new LingerOption(enable: true, seconds: 0);
        Peer.Dispose();
    }

    public void Dispose()
    {
        Own.Dispose();
        Peer.Dispose();
    }
}
