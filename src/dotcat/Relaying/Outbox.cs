using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// What is on its way to one channel of many. Those who post do not wait; what the channel does not take at once
/// is kept, up to a limit. A channel that has much to take and takes little of it is dropped.
/// </summary>
/// <param name="channel">Written to from here only.</param>
/// <param name="idle">Touched by what moves; cancelled when the channel fails or is dropped, for its reader to end.</param>
/// <param name="time">The clock by which it is watched.</param>
internal sealed class Outbox(Channel channel, IdleTimer idle, TimeProvider time)
{
    /// <summary>Bytes of memory that may be kept for a channel. Channels that lag behind the same sender share them.</summary>
    public const int Limit = 64 * 1024 * 1024;

    /// <summary>Bytes from which on the channel is watched.</summary>
    public const int Watched = Limit / 4;

    /// <summary>How long a watched channel may take nothing, and a full one less than that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Queue<Chunk>? _waiting;
    private TaskCompletionSource? _emptied;
    private Task? _completing;
    private long _held;
    private long _posted;
    private long _delivered;
    private bool _writing;
    private bool _isWatched;
    private bool _isOver;

    public Channel Channel { get; } = channel;

    public IdleTimer Idle { get; } = idle;

    /// <summary>Called whenever something was written, or nothing more will be.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Bytes of memory that are kept now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Bytes that were taken for writing.</summary>
    public long Posted => Volatile.Read(ref _posted);

    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Bytes that were posted and not, or not wholly, written.</summary>
    public long Pending => Posted - Delivered;

    /// <summary>Bytes that the channel's reader sent; counted by who reads them.</summary>
    public long Received { get; set; }

    /// <summary>Whether there is no room for more: whoever posts is to wait until something was written.</summary>
    public bool IsFull => Held >= Limit && !IsOver;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Whether it was given up because it did not take what was posted.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Why writing failed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Takes the bytes for writing; false where it is over.</summary>
    public bool Post(Chunk chunk)
    {
        bool start;
        bool watch = false;
        lock (_gate)
        {
            if (_isOver)
            {
                return false;
            }

            chunk.Hold();
            _held += chunk.Cost;
            _posted += chunk.Length;
            start = !_writing;
            _writing = true;
            if (!start)
            {
                (_waiting ??= []).Enqueue(chunk);
                watch = !_isWatched && _held >= Watched;
                _isWatched |= watch;
            }
        }

        if (start)
        {
            _ = WriteAllAsync(chunk); // returns as soon as the channel makes it wait
        }

        if (watch)
        {
            _ = StallWatch.RunAsync(this, time);
        }

        return true;
    }

    /// <summary>Completes when nothing is waiting any more, or nothing can be written.</summary>
    public Task EmptiedAsync()
    {
        lock (_gate)
        {
            return _writing ? (_emptied ??= NewSignal()).Task : Task.CompletedTask;
        }
    }

    /// <summary>Tells the channel, once and after what is waiting, that no more will be written.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            return _completing ??= CompleteOnceAsync();
        }
    }

    /// <summary>Takes no more; completes when what it had taken is written, or cannot be.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        return EmptiedAsync();
    }

    /// <summary>Takes no more, and completes when nothing is being written.</summary>
    public Task StopAsync()
    {
        GiveUp();
        return EmptiedAsync();
    }

    /// <summary>Gives up a channel that does not take what is posted.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            if (!_writing || Idle.Token.IsCancellationRequested)
            {
                return;
            }

            _isOver = IsDropped = true;
        }

        GiveUp();
    }

    /// <summary>Whether the channel still is to be watched; where not, whatever makes it lag again starts a new watch.</summary>
    public bool StaysWatched()
    {
        lock (_gate)
        {
            return _isWatched = _writing && _held >= Watched;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAllAsync(Chunk? chunk)
    {
        try
        {
            while (chunk is not null)
            {
                Idle.Token.ThrowIfCancellationRequested();
                await Channel.WriteAsync(chunk.Bytes, Idle.Token);
                Idle.Touch();
                chunk = Next(chunk);
                Progressed?.Invoke();
            }

            return;
        }
        catch (OperationCanceledException) when (Idle.Token.IsCancellationRequested)
        {
            // whoever cancelled it knows why
        }
#pragma warning disable CA1031 // kept, to be said by who serves the channel
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
        }

        GiveUp();
        LetGoOfWaiting(); // and not of what failed: its write may still be using the buffer
        TellEmptied();
    }

    private void LetGoOfWaiting()
    {
        lock (_gate)
        {
            while (_waiting is not null && _waiting.TryDequeue(out Chunk? chunk))
            {
                chunk.Release();
            }
        }
    }

    private Chunk? Next(Chunk written)
    {
        lock (_gate)
        {
            _delivered += written.Length;
            _held -= written.Cost;
            written.Release();
            if (_waiting is not null && _waiting.TryDequeue(out Chunk? next))
            {
                return next;
            }

            TellEmptied();
            return null;
        }
    }

    private async Task CompleteOnceAsync()
    {
        await EmptiedAsync();
        Idle.Token.ThrowIfCancellationRequested();
        await Channel.CompleteWritesAsync(Idle.Token);
    }

    private void TellEmptied()
    {
        lock (_gate)
        {
            _writing = false;
            _emptied?.TrySetResult();
            _emptied = null;
        }
    }

    private void GiveUp()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        Idle.Cancel();
        Progressed?.Invoke();
    }
}
