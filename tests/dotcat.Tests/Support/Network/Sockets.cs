using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>Many sockets of a test, closed together.</summary>
internal sealed class Sockets : IDisposable
{
    private readonly List<Socket> _all = [];

    public Sockets() { }

    public Sockets(int count, Func<Socket> connect)
    {
        for (int i = 0; i < count; i++)
        {
            _all.Add(connect());
        }
    }

    public IReadOnlyList<Socket> All => _all;

    public void Add(Socket socket) => _all.Add(socket);

    public void Dispose() => _all.ForEach(static socket => socket.Dispose());
}
