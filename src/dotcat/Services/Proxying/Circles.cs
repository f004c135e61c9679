using Dotcat.Channels;

namespace Dotcat.Services.Proxying;

/// <summary>
/// Connections of a service to itself. Each arrives as a client, which is not to be connected to itself again and again: it
/// is known by its address.
/// </summary>
internal sealed class Circles
{
    /// <summary>More are not kept: of connections that were not let in.</summary>
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _dialling = [];
    private readonly HashSet<string> _open = [];
    private bool _isKnown;

    /// <summary>What is being dialled may lead here, and its client arrive before that is seen.</summary>
    public async Task<Channel> WatchAsync(Task<Channel> dialling)
    {
        lock (_gate)
        {
            _dialling.Add(dialling);
        }

        try
        {
            return await dialling;
        }
        finally
        {
            lock (_gate)
            {
                _dialling.Remove(dialling);
            }
        }
    }

    /// <summary>A connection leads here.</summary>
    public void Open(Channel target)
    {
        lock (_gate)
        {
            _isKnown = true;
            if (target.Datagrams is null && _open.Count < Most) // a datagram peer arrives with what is sent, and nothing is
            {
                _open.Add(Addresses.Format(target.Peer?.LocalEndPoint));
            }
        }
    }

    /// <summary>Whether a client is the other end of such a connection, which it is once.</summary>
    public async Task<bool> CloseAsync(Channel client, CancellationToken cancellation)
    {
        Task[] dialling;
        lock (_gate)
        {
            dialling = _isKnown ? [.. _dialling] : [];
        }

        await Task.WhenAll(dialling).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            return _open.Remove(client.Name);
        }
    }
}
