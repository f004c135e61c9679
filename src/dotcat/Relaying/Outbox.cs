using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// What is on its way to one channel of many: one chunk is being written, the others wait. Those who post do not wait;
/// what the channel does not take at once is kept, up to a limit. A channel that has much to take and takes little of
/// it is dropped.
/// </summary>
internal sealed class Outbox
{
    /// <summary>Bytes of memory that may be kept for a channel. Channels that lag behind the same sender share them.</summary>
    public const int Limit = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StallWatch _stall;
    private readonly Lazy<Task> _completion;
    private Queue<Chunk>? _waiting; // none as long as the channel keeps up
    private TaskCompletionSource? _emptied;
    private long _memory;
    private long _inFlight;
    private long _sent;
    private bool _isWriting;
    private bool _isClosed;

    /// <summary>
    /// The channel is written to from here only. What moves touches the timer, which is cancelled when the channel
    /// fails or is dropped, for its reader to end.
    /// </summary>
    public Outbox(Channel channel, IdleTimer idle, TimeProvider time)
    {
        Channel = channel;
        Idle = idle;
        _stall = new StallWatch(this, time);
        _completion = new Lazy<Task>(CompleteOnceAsync);
        _isClosed = !channel.CanBeAnswered; // which is no failure: it may have more to say
    }

    public Channel Channel { get; }

    public IdleTimer Idle { get; }

    /// <summary>Called whenever something was written, or nothing more will be.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Bytes of memory that are kept now.</summary>
    public long Memory => Volatile.Read(ref _memory);

    /// <summary>Bytes that were posted and not, or not wholly, written.</summary>
    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Bytes that were written.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Whether there is no room for more: whoever posts is to wait until something was written.</summary>
    public bool IsFull => Memory >= Limit && !IsClosed;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Whether it was given up because it did not take what was posted.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Why writing failed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Takes the bytes for writing, while the chunk stays the caller's, too; false where it is closed.</summary>
    public bool Post(Chunk chunk)
    {
        bool isNext;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            chunk.Hold();
            _memory += chunk.Cost;
            _inFlight += chunk.Length;
            isNext = !_isWriting;
            _isWriting = true;
            if (!isNext)
            {
                (_waiting ??= []).Enqueue(chunk);
            }
        }

        if (isNext)
        {
            _ = WriteAllAsync(chunk); // returns as soon as the channel makes it wait
        }
        else if (Memory >= StallWatch.Threshold)
        {
            _stall.Start();
        }

        return true;
    }

    /// <summary>Completes when nothing is waiting any more, or nothing can be written.</summary>
    public Task EmptiedAsync()
    {
        lock (_gate)
        {
            return _isWriting
                ? (_emptied ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    /// <summary>Tells the channel, once and after what is waiting, that no more will be written.</summary>
    public Task CompleteAsync() => _completion.Value;

    /// <summary>Takes no more; completes when what it had taken is written, or cannot be.</summary>
    public Task CloseAsync()
    {
        Volatile.Write(ref _isClosed, true);
        return EmptiedAsync();
    }

    /// <summary>Takes no more, and completes when nothing is being written.</summary>
    public Task StopAsync()
    {
        GiveUp();
        return EmptiedAsync();
    }

    /// <summary>Gives up a channel that does not take what is posted, unless it is this end that holds it back.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            if (!_isWriting || Idle.Token.IsCancellationRequested || Channel.WritesAreHeld)
            {
                return;
            }

            IsDropped = true;
        }

        GiveUp();
    }

    private async Task WriteAllAsync(Chunk? chunk)
    {
        try
        {
            while (chunk is not null)
            {
                ReadOnlyMemory<byte> rest = await WritePieceAsync(chunk.Bytes);
                while (!rest.IsEmpty)
                {
                    Progressed?.Invoke();
                    rest = await WritePieceAsync(rest);
                }

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
        Abandon();
    }

    /// <returns>What is left to be written.</returns>
    private async ValueTask<ReadOnlyMemory<byte>> WritePieceAsync(ReadOnlyMemory<byte> bytes)
    {
        Idle.Token.ThrowIfCancellationRequested();
        int count = Channel.PieceOf(bytes.Span);
        await Channel.WriteAsync(bytes[..count], Idle.Token);
        Idle.Touch();
        lock (_gate)
        {
            _inFlight -= count;
            _sent += count;
        }

        return bytes[count..];
    }

    /// <summary>Lets go of a chunk that was written; the next one to write, or null.</summary>
    private Chunk? Next(Chunk written)
    {
        lock (_gate)
        {
            _memory -= written.Cost;
            written.Release();
            if (_waiting is not null && _waiting.TryDequeue(out Chunk? next))
            {
                return next;
            }

            EndWriting();
            return null;
        }
    }

    /// <summary>Lets go of what waits; not of the chunk whose write failed, which may still be using its buffer.</summary>
    private void Abandon()
    {
        lock (_gate)
        {
            while (_waiting is not null && _waiting.TryDequeue(out Chunk? chunk))
            {
                chunk.Release();
            }

            _memory = 0;
            EndWriting();
        }
    }

    private void EndWriting()
    {
        _isWriting = false;
        _emptied?.TrySetResult();
        _emptied = null;
    }

    private async Task CompleteOnceAsync()
    {
        await EmptiedAsync();
        Idle.Token.ThrowIfCancellationRequested();
        await Channel.CompleteWritesAsync(Idle.Token);
    }

    private void GiveUp()
    {
        Volatile.Write(ref _isClosed, true);
        Idle.Cancel();
        Progressed?.Invoke();
    }
}
