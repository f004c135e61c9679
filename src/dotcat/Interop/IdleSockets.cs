using System.Collections.Concurrent;

namespace Dotcat.Interop;

/// <summary>
/// TCP sockets whose connection was refused, for the next one: on Linux such a socket can connect again, and making and
/// closing one takes a third of a try's time.
/// </summary>
internal sealed class IdleSockets : IDisposable
{
    private readonly ConcurrentDictionary<int, ConcurrentStack<int>> _byFamily = new();

    /// <summary>One of an address family (socket(2)), the caller's from then on.</summary>
    public bool TryTake(int family, out int descriptor)
    {
        descriptor = -1;
        return _byFamily.TryGetValue(family, out ConcurrentStack<int>? idle) && idle.TryPop(out descriptor);
    }

    public void Keep(int family, int descriptor) => _byFamily.GetOrAdd(family, static _ => new()).Push(descriptor);

    public void Dispose()
    {
        foreach (int descriptor in _byFamily.Values.SelectMany(static idle => idle))
        {
            _ = Libc.Close(descriptor);
        }

        _byFamily.Clear();
    }
}
