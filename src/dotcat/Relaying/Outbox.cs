using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// What is on its way to one channel of many. Those who post never wait; what the channel does not take at once
/// is kept, up to a limit.
/// </summary>
/// <param name="channel">Written to from here only.</param>
/// <param name="idle">Touched by what moves; cancelled when the channel fails or is dropped, for its reader to end.</param>
internal sealed class Outbox(Channel channel, IdleTimer idle)
{
    /// <summary>Bytes of memory that may be kept for a channel. Channels that lag behind the same sender share them.</summary>
    public const int Limit = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private Queue<Chunk>? _waiting;
    private TaskCompletionSource? _emptied;
    private long _held;
    private long _pending;
    private long _delivered;
    private bool _writing;
    private bool _isOver;

    public Channel Channel { get; } = channel;

    public IdleTimer Idle { get; } = idle;

    /// <summary>Called whenever something was written.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Bytes of memory that are kept now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Bytes that were posted and not, or not wholly, written.</summary>
    public long Pending => Volatile.Read(ref _pending);

    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Bytes that the channel's reader sent; counted by who reads them.</summary>
    public long Received { get; set; }

    /// <summary>Whether nothing more can be written.</summary>
    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Whether it was given up because it did not take what was posted.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Why writing failed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Takes the bytes for writing; false where there is no room for them.</summary>
    public bool TryPost(Chunk chunk)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return true;
            }

            if (_writing && _held + chunk.Cost > Limit)
            {
                return false;
            }

            chunk.Hold();
            _held += chunk.Cost;
            _pending += chunk.Length;
            if (_writing)
            {
                (_waiting ??= []).Enqueue(chunk);
                return true;
            }

            _writing = true;
        }

        _ = WriteAllAsync(chunk);
        return true;
    }

    /// <summary>Completes when nothing is waiting any more, or nothing can be written.</summary>
    public Task EmptiedAsync()
    {
        lock (_gate)
        {
            return !_writing || _isOver ? Task.CompletedTask : (_emptied ??= NewSignal()).Task;
        }
    }

    /// <summary>Gives the channel up.</summary>
    public void Drop()
    {
        if (!IsDropped)
        {
            IsDropped = true;
            GiveUp();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAllAsync(Chunk? chunk)
    {
        try
        {
            while (chunk is not null)
            {
                await Channel.WriteAsync(chunk.Bytes, Idle.Token);
                Idle.Touch();
                chunk = Next(chunk);
                Progressed?.Invoke();
            }
        }
        catch (OperationCanceledException) when (Idle.Token.IsCancellationRequested)
        {
            GiveUp();
        }
#pragma warning disable CA1031 // kept, to be said by who serves the channel
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
            GiveUp();
        }
    }

    private Chunk? Next(Chunk written)
    {
        lock (_gate)
        {
            _held -= written.Cost;
            _pending -= written.Length;
            _delivered += written.Length;
            written.Release();
            if (_waiting is not null && _waiting.TryDequeue(out Chunk? next))
            {
                return next;
            }

            _writing = false;
            _emptied?.TrySetResult();
            _emptied = null;
            return null;
        }
    }

    private void GiveUp()
    {
        lock (_gate)
        {
            _isOver = true;
            _emptied?.TrySetResult();
        }

        Idle.Cancel();
        Progressed?.Invoke();
    }
}
