using System.Net;
using System.Net.Sockets;

namespace Dotcat.Benchmarks.Network;

/// <summary>Accepts all that connect, and says nothing to them.</summary>
internal sealed class HoldingServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _held = [];

    public HoldingServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Held
    {
        get
        {
            lock (_held)
            {
                return _held.Count;
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_held)
        {
            _held.ForEach(static peer => peer.Dispose());
        }
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                Socket peer = _listener.Accept();
                lock (_held)
                {
                    _held.Add(peer);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the measurement is over
        }
    }
}
