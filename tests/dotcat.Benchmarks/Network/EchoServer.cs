using System.Net;
using System.Net.Sockets;

namespace Dotcat.Benchmarks.Network;

/// <summary>Sends back what it receives, to one peer after the other.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public EchoServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            try
            {
                using Socket peer = _listener.Accept();
                peer.NoDelay = true;
                Echo(peer, buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // the next one, please: the tool's own exit code tells how it went
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static void Echo(Socket peer, byte[] buffer)
    {
        for (int count; (count = peer.Receive(buffer)) > 0; )
        {
            _ = peer.Send(buffer.AsSpan(0, count));
        }
    }
}
