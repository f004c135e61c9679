using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Listening;

/// <summary>Channels arriving at one or more bound sockets. Owns the sockets.</summary>
internal abstract class Listener(IReadOnlyList<Socket> sockets) : IAsyncDisposable
{
    private readonly List<Socket> _sockets = [.. sockets];
    private readonly Task<Channel>?[] _arrivals = new Task<Channel>?[sockets.Count];
    private readonly CancellationTokenSource _closing = new();
    private int _next; // the socket whose turn it is, where several have somebody

    /// <summary>The local ends, with the ports that the system chose.</summary>
    public IReadOnlyList<EndPoint> EndPoints => [.. _sockets.Select(static socket => socket.LocalEndPoint!)];

    /// <summary>What the user would call them.</summary>
    public IEnumerable<string> Names => EndPoints.Select(Addresses.Format);

    /// <summary>The local addresses; none for a Unix socket.</summary>
    public IEnumerable<IPAddress> LocalAddresses =>
        EndPoints.OfType<IPEndPoint>().Select(static local => local.Address);

    /// <summary>The most descriptors that a channel of this listener has of its own.</summary>
    public virtual int DescriptorsEach => 0;

    /// <summary>The number of the descriptor that was opened last.</summary>
    public int LastDescriptor => (int)_sockets[^1].Handle;

    /// <summary>Cancelled when the listener is disposed of; what <see cref="ArriveAsync"/> is given.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>The next channel, from whichever socket has one first.</summary>
    public async Task<Channel> AcceptAsync(CancellationToken cancellation)
    {
        for (int i = 0; i < _arrivals.Length; i++)
        {
            _arrivals[i] ??= ArriveAsync(_sockets[i], _closing.Token);
        }

        if (!_arrivals[_next]!.IsCompleted)
        {
            Task<Channel> first = await Task.WhenAny(_arrivals!).WaitAsync(cancellation);
            _next = Array.IndexOf(_arrivals, first);
        }

        Task<Channel> arrival = _arrivals[_next]!;
        _arrivals[_next] = null;
        _next = (_next + 1) % _arrivals.Length;
        return await arrival;
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync();
        try
        {
            foreach (Task<Channel> arrival in _arrivals.OfType<Task<Channel>>())
            {
                await ((Task)arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (arrival.IsCompletedSuccessfully)
                {
                    await (await arrival).DisposeAsync(); // nobody will ask for it any more
                }
            }
        }
        finally
        {
            Unwatch();
            _sockets.ForEach(static socket => socket.Dispose()); // those that no arrival can hand over any more
            _closing.Dispose();
        }
    }

    /// <summary>Called before the sockets are closed, when nobody waits for them any more.</summary>
    protected virtual void Unwatch() { }

    protected abstract Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation);

    /// <summary>Leaves a socket to the channel that goes on using it.</summary>
    protected void HandOver(Socket socket)
    {
        lock (_sockets) // several may have a first datagram at the same time
        {
            _sockets.Remove(socket);
        }
    }
}
