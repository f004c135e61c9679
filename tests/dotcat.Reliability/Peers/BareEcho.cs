using System.Net;
using System.Net.Sockets;

namespace Dotcat.Reliability.Peers;

/// <summary>Sends back what its one client sends, and nothing else: what the machine itself takes for an exchange.</summary>
internal sealed class BareEcho : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public BareEcho()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Run) { IsBackground = true }.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private void Run()
    {
        byte[] buffer = new byte[4096];
        using Socket client = _listener.Accept();
        client.NoDelay = true;
        while (client.Receive(buffer) is > 0 and var count)
        {
            _ = client.Send(buffer.AsSpan(0, count));
        }
    }
}
