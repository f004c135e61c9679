using System.Buffers;

namespace Dotcat.Channels;

/// <summary>Datagrams of one peer that wait to be read. One may read while another adds.</summary>
/// <param name="limit">The most bytes that may wait here.</param>
/// <param name="quota">What may wait here and elsewhere together.</param>
internal sealed class DatagramInbox(int limit, InboxQuota quota)
{
    /// <summary>Bytes that a waiting datagram costs beside its own: without them, empty ones would have no limit.</summary>
    private const int Overhead = 64;

    private readonly Lock _gate = new();
    private Queue<ArraySegment<byte>>? _waiting; // none while it is empty: most peers say something rarely
    private TaskCompletionSource? _arrival;
    private int _cost;
    private (long Datagrams, long Bytes) _dropped;

    /// <summary>Bytes in the datagram that is read next; null where there is none.</summary>
    public int? FirstLength
    {
        get
        {
            lock (_gate)
            {
                return _waiting?.Peek().Count;
            }
        }
    }

    /// <summary>What was not taken because the limits were reached, or was cleared.</summary>
    public (long Datagrams, long Bytes) Dropped
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    /// <summary>Keeps a copy of the datagram, or counts it as dropped.</summary>
    public void Add(ReadOnlySpan<byte> datagram)
    {
        int cost = Cost(datagram.Length);
        lock (_gate)
        {
            if (_cost + cost > limit || !quota.TryTake(cost))
            {
                Drop(datagram.Length);
                return;
            }

            byte[] copy = ArrayPool<byte>.Shared.Rent(datagram.Length);
            datagram.CopyTo(copy);
            _waiting ??= new();
            _waiting.Enqueue(new(copy, 0, datagram.Length));
            _cost += cost;
            SayArrived();
        }
    }

    /// <summary>Completes when there is a datagram.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        Task arrival;
        lock (_gate)
        {
            if (_waiting is not null)
            {
                return Task.CompletedTask;
            }

            _arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _arrival.Task;
        }

        return arrival.WaitAsync(cancellation);
    }

    /// <summary>Takes the first datagram, as much of it as there is room for; false where there is none.</summary>
    public bool TryTake(Span<byte> buffer, out int count)
    {
        ArraySegment<byte> datagram;
        lock (_gate)
        {
            if (_waiting is null)
            {
                count = 0;
                return false;
            }

            datagram = Dequeue(_waiting);
        }

        count = Math.Min(buffer.Length, datagram.Count);
        datagram.AsSpan(0, count).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(datagram.Array!);
        return true;
    }

    /// <summary>Leaves what waits to an empty inbox. What was dropped stays counted here.</summary>
    public void MoveTo(DatagramInbox heir)
    {
        lock (_gate)
        {
            lock (heir._gate)
            {
                (heir._waiting, heir._cost) = (_waiting, _cost);
                (_waiting, _cost) = (null, 0);
                if (heir._waiting is not null)
                {
                    heir.SayArrived();
                }
            }
        }
    }

    /// <summary>Gives up what waits, and counts it as dropped.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            while (_waiting is not null)
            {
                ArraySegment<byte> datagram = Dequeue(_waiting);
                Drop(datagram.Count);
                ArrayPool<byte>.Shared.Return(datagram.Array!);
            }
        }
    }

    private static int Cost(int length) => length + Overhead;

    private void SayArrived()
    {
        _arrival?.SetResult(); // what waits for it goes on in another thread
        _arrival = null;
    }

    private ArraySegment<byte> Dequeue(Queue<ArraySegment<byte>> waiting)
    {
        ArraySegment<byte> datagram = waiting.Dequeue();
        _waiting = waiting.Count == 0 ? null : waiting;
        int cost = Cost(datagram.Count);
        _cost -= cost;
        quota.Release(cost);
        return datagram;
    }

    private void Drop(int length) => _dropped = (_dropped.Datagrams + 1, _dropped.Bytes + length);
}
