using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// What is on its way to one channel of many. Those who post do not wait; what the channel does not take at once
/// is kept, up to a limit. A channel that has much to take and takes little of it is dropped.
/// </summary>
internal sealed class Outbox
{
    /// <summary>Bytes of memory that may be kept for a channel. Channels that lag behind the same sender share them.</summary>
    public const int Limit = 64 * 1024 * 1024;

    private readonly ChunkQueue _queue = new();
    private readonly StallWatch _stall;
    private readonly Lazy<Task> _completion;

    /// <param name="channel">Written to from here only.</param>
    /// <param name="idle">Touched by what moves; cancelled when the channel fails or is dropped, for its reader to end.</param>
    /// <param name="time">The clock by which it is watched.</param>
    public Outbox(Channel channel, IdleTimer idle, TimeProvider time)
    {
        Channel = channel;
        Idle = idle;
        _stall = new StallWatch(this, time);
        _completion = new Lazy<Task>(CompleteOnceAsync);
    }

    public Channel Channel { get; }

    public IdleTimer Idle { get; }

    /// <summary>Called whenever something was written, or nothing more will be.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Bytes of memory that are kept now.</summary>
    public long Memory => _queue.Memory;

    /// <summary>Bytes that were posted and not, or not wholly, written.</summary>
    public long InFlight => _queue.InFlight;

    /// <summary>Bytes that were written.</summary>
    public long Sent => _queue.Sent;

    /// <summary>Whether there is no room for more: whoever posts is to wait until something was written.</summary>
    public bool IsFull => Memory >= Limit && !IsClosed;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsClosed => _queue.IsClosed;

    /// <summary>Whether it was given up because it did not take what was posted.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Why writing failed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Takes the bytes for writing; false where it is closed.</summary>
    public bool Post(Chunk chunk)
    {
        if (!_queue.TryAdd(chunk, out bool isNext))
        {
            return false;
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
    public Task EmptiedAsync() => _queue.EmptiedAsync();

    /// <summary>Tells the channel, once and after what is waiting, that no more will be written.</summary>
    public Task CompleteAsync() => _completion.Value;

    /// <summary>Takes no more; completes when what it had taken is written, or cannot be.</summary>
    public Task CloseAsync()
    {
        _queue.Close();
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
        if (!Idle.Token.IsCancellationRequested && _queue.CloseUnlessEmpty())
        {
            IsDropped = true;
            GiveUp();
        }
    }

    private async Task WriteAllAsync(Chunk? chunk)
    {
        try
        {
            while (chunk is not null)
            {
                Idle.Token.ThrowIfCancellationRequested();
                await Channel.WriteAsync(chunk.Bytes, Idle.Token);
                Idle.Touch();
                chunk = _queue.Next(chunk);
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
        _queue.Abandon();
    }

    private async Task CompleteOnceAsync()
    {
        await EmptiedAsync();
        Idle.Token.ThrowIfCancellationRequested();
        await Channel.CompleteWritesAsync(Idle.Token);
    }

    private void GiveUp()
    {
        _queue.Close();
        Idle.Cancel();
        Progressed?.Invoke();
    }
}
