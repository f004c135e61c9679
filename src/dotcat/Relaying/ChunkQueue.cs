namespace Dotcat.Relaying;

/// <summary>
/// Chunks on their way to one channel: one is being written, the others wait. Many may add at the same time, and none
/// of them waits for the writer.
/// </summary>
internal sealed class ChunkQueue
{
    private readonly Lock _gate = new();
    private Queue<Chunk>? _waiting; // none as long as the writer keeps up
    private TaskCompletionSource? _emptied;
    private long _memory;
    private long _inFlight;
    private long _sent;
    private bool _isWriting;
    private bool _isClosed;

    /// <summary>Bytes of memory that the chunks take.</summary>
    public long Memory => Volatile.Read(ref _memory);

    /// <summary>Bytes that were added and not, or not wholly, written.</summary>
    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Bytes that were written.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Whether no more is taken.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Adds a chunk; false where no more is taken.</summary>
    /// <param name="chunk">Held here until it is written; the caller's own hold stays the caller's.</param>
    /// <param name="isNext">Whether the caller is to write it, and all that is added meanwhile.</param>
    public bool TryAdd(Chunk chunk, out bool isNext)
    {
        lock (_gate)
        {
            isNext = !_isClosed && !_isWriting;
            if (_isClosed)
            {
                return false;
            }

            chunk.Hold();
            _memory += chunk.Cost;
            _inFlight += chunk.Length;
            _isWriting = true;
            if (!isNext)
            {
                (_waiting ??= []).Enqueue(chunk);
            }

            return true;
        }
    }

    /// <summary>Lets go of a chunk that was written; the next one to write, or null.</summary>
    public Chunk? Next(Chunk written)
    {
        lock (_gate)
        {
            _memory -= written.Cost;
            _inFlight -= written.Length;
            _sent += written.Length;
            written.Release();
            if (_waiting is not null && _waiting.TryDequeue(out Chunk? next))
            {
                return next;
            }

            EndWriting();
            return null;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>Takes no more if something is still to be written; false where nothing is.</summary>
    public bool CloseUnlessEmpty()
    {
        lock (_gate)
        {
            _isClosed |= _isWriting;
            return _isWriting;
        }
    }

    /// <summary>
    /// Takes no more, and lets go of what waits; not of the chunk whose write failed, which may still be using its
    /// buffer.
    /// </summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_waiting is not null && _waiting.TryDequeue(out Chunk? chunk))
            {
                chunk.Release();
            }

            _memory = 0;
            EndWriting();
        }
    }

    /// <summary>Completes when nothing is being written and nothing waits.</summary>
    public Task EmptiedAsync()
    {
        lock (_gate)
        {
            return _isWriting
                ? (_emptied ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    private void EndWriting()
    {
        _isWriting = false;
        _emptied?.TrySetResult();
        _emptied = null;
    }
}
