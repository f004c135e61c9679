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
    private volatile Outbox[] _members = []; // another one for each change
    private TaskCompletionSource? _progress;

    /// <summary>Those who are there now.</summary>
    public IReadOnlyList<Outbox> Members => _members;

    public void Join(Outbox member)
    {
        member.Progressed = TellProgress;
        lock (_gate)
        {
            _members = [.. _members, member];
        }

        TellProgress();
    }

    public void Leave(Outbox member)
    {
        lock (_gate)
        {
            _members = Array.FindAll(_members, one => one != member);
        }

        TellProgress();
    }

    /// <summary>Completes when there is somebody to write to.</summary>
    public async Task SomebodyAsync(CancellationToken cancellation)
    {
        Task progress = Task.CompletedTask;
        while (Array.TrueForAll(_members, static member => member.IsClosed))
        {
            await progress.WaitAsync(cancellation);
            progress = ProgressAsync(); // before the next look: it may come at any moment
        }
    }

    /// <summary>Posts to all, and waits for somebody to post to where there is nobody.</summary>
    public async ValueTask DeliverAsync(Chunk chunk, CancellationToken cancellation)
    {
        while (!await BroadcastAsync(chunk, sender: null, Timeout.InfiniteTimeSpan, cancellation))
        {
            await SomebodyAsync(cancellation);
        }
    }

    /// <summary>
    /// Posts to all but the sender, which may be none of them, as soon as there is room; false where nobody took it.
    /// If none of them takes anything for <paramref name="longest"/>, all of them are dropped.
    /// </summary>
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
                    Array.ForEach(Array.FindAll(_members, one => one != sender), static one => one.Drop());
                }
            }

            progress = ProgressAsync(); // before the next look: it may come at any moment
        }
    }

    /// <summary>Posts to all but the sender, whether they have room or not; false where nobody took it.</summary>
    public bool Post(Chunk chunk, Outbox? sender)
    {
        bool taken = false;
        foreach (Outbox member in _members)
        {
            taken |= member != sender && member.Post(chunk);
        }

        return taken;
    }

    private bool IsRoomFor(Outbox? sender)
    {
        bool isAnybodyThere = false;
        bool doesAnybodyKeepUp = false;
        foreach (Outbox member in _members)
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
            doesAnybodyKeepUp |= member.Memory <= LagLimit;
        }

        return doesAnybodyKeepUp || !isAnybodyThere;
    }

    private Task ProgressAsync()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _progress, fresh, null) ?? fresh).Task;
    }

    private void TellProgress()
    {
        if (Volatile.Read(ref _progress) is not null)
        {
            Interlocked.Exchange(ref _progress, null)?.SetResult();
        }
    }
}
