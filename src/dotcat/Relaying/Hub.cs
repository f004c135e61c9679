namespace Dotcat.Relaying;

/// <summary>
/// Many channels that are written to at once. A sender may go as fast as the fastest of them takes it. For the others
/// it waits only when an outbox is full, and a channel that does not read is dropped: it costs itself and nobody else.
/// </summary>
internal sealed class Hub(TimeProvider time)
{
    /// <summary>How long one sender is held up by channels that take nothing, where there is nobody else to send to.</summary>
    public static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of memory up to which a channel does not count as lagging behind.</summary>
    private const int LagLimit = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<Outbox> _members = [];
    private Outbox[]? _snapshot;
    private TaskCompletionSource? _progress;

    /// <summary>Those who are there now.</summary>
    public IReadOnlyList<Outbox> Members => Snapshot();

    public void Join(Outbox member)
    {
        member.Progressed = TellProgress;
        lock (_gate)
        {
            _members.Add(member);
            _snapshot = null;
        }

        TellProgress();
    }

    public void Leave(Outbox member)
    {
        lock (_gate)
        {
            _members.Remove(member);
            _snapshot = null;
        }

        TellProgress();
    }

    /// <summary>Completes when there is somebody to write to.</summary>
    public async Task SomebodyAsync(CancellationToken cancellation)
    {
        Task progress = Task.CompletedTask;
        while (Array.TrueForAll(Snapshot(), static member => member.IsClosed))
        {
            await progress.WaitAsync(cancellation);
            progress = ProgressAsync(); // before the next look: it may come at any moment
        }
    }

    /// <summary>Posts to all, and waits for somebody to post to where there is nobody.</summary>
    /// <param name="chunk">Stays the caller's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask DeliverAsync(Chunk chunk, CancellationToken cancellation)
    {
        while (!await BroadcastAsync(chunk, sender: null, Timeout.InfiniteTimeSpan, cancellation))
        {
            await SomebodyAsync(cancellation);
        }
    }

    /// <summary>Posts to all but the sender as soon as there is room; false where nobody took it.</summary>
    /// <param name="chunk">Stays the caller's.</param>
    /// <param name="sender">Null where it is none of the members.</param>
    /// <param name="longest">How long to wait while none of them takes anything, before all of them are dropped.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<bool> BroadcastAsync(
        Chunk chunk,
        Outbox? sender,
        TimeSpan longest,
        CancellationToken cancellation
    )
    {
        await WaitForRoomAsync(sender, longest, cancellation);
        return Post(chunk, sender);
    }

    /// <summary>Completes when all but the sender have room and one of them does not lag behind, or there is nobody.</summary>
    public async ValueTask WaitForRoomAsync(Outbox? sender, TimeSpan longest, CancellationToken cancellation)
    {
        Task progress = Task.CompletedTask;
        while (!IsRoomFor(sender))
        {
            try
            {
                await progress.WaitAsync(longest, time, cancellation);
            }
            catch (TimeoutException)
            {
                if (!progress.IsCompleted) // else one took something at the last moment
                {
                    DropAllBut(sender);
                }
            }

            progress = ProgressAsync(); // before the next look: it may come at any moment
        }
    }

    /// <summary>Posts to all but the sender, whether they have room or not; false where nobody took it.</summary>
    public bool Post(Chunk chunk, Outbox? sender)
    {
        bool taken = false;
        foreach (Outbox member in Snapshot())
        {
            taken |= member != sender && member.Post(chunk);
        }

        return taken;
    }

    private bool IsRoomFor(Outbox? sender)
    {
        bool isAnybodyThere = false;
        bool keepsAnybodyUp = false;
        foreach (Outbox member in Snapshot())
        {
            if (member == sender || member.IsClosed)
            {
                continue;
            }

            if (member.IsFull)
            {
                return false;
            }

            isAnybodyThere = true;
            keepsAnybodyUp |= member.Memory <= LagLimit;
        }

        return keepsAnybodyUp || !isAnybodyThere;
    }

    private void DropAllBut(Outbox? sender)
    {
        foreach (Outbox member in Snapshot())
        {
            if (member != sender)
            {
                member.Drop();
            }
        }
    }

    private Outbox[] Snapshot()
    {
        lock (_gate)
        {
            return _snapshot ??= [.. _members];
        }
    }

    private Task ProgressAsync()
    {
        lock (_gate)
        {
            _progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _progress.Task;
        }
    }

    private void TellProgress()
    {
        if (Volatile.Read(ref _progress) is null)
        {
            return;
        }

        lock (_gate)
        {
            _progress?.TrySetResult();
            _progress = null;
        }
    }
}
