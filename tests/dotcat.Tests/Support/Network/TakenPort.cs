using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>A port that refuses whoever comes, and that nobody else can take meanwhile.</summary>
internal sealed class TakenPort : IDisposable
{
    private readonly Socket _socket;

    public TakenPort(Transport transport)
    {
        _socket = transport.CreateSocket();
        _socket.Bind(new IPEndPoint(transport.Loopback, 0));
        if (transport.IsDatagram)
        {
            _socket.Connect(new IPEndPoint(transport.Loopback, Number)); // and so from nobody else
        }
    }

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
