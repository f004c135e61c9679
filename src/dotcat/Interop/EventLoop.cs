namespace Dotcat.Interop;

/// <summary>
/// Runs what is asynchronous in the caller's thread, which waits for descriptors in between: starting the threads that
/// would do so else, and waking one by another, takes longer than a short run. For little work that never blocks. Linux
/// only.
/// </summary>
internal sealed class EventLoop : SynchronizationContext
{
    /// <summary>How much is done before descriptors have their turn: one thing mostly comes of another.</summary>
    private const int InARow = 4;

    private readonly Queue<(SendOrPostCallback Work, object? State)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    private EventLoop() => Poller.PrepareWake(); // not when it is needed: a thread that cannot wake us could only fail

    /// <summary>What the thread waits with.</summary>
    public Poller Poller { get; } = new();

    /// <summary>Returns when the work has completed, all of which goes on in this thread unless it asks for another.</summary>
    /// <exception cref="IOException">No descriptor is left to wait with.</exception>
    public static T Run<T>(Func<Task<T>> work)
    {
        SynchronizationContext? outer = Current;
        var loop = new EventLoop();
        SetSynchronizationContext(loop);
        try
        {
            Task<T> working = work();
            working.GetAwaiter().OnCompleted(static () => { }); // wakes the loop, wherever it completes
            while (!working.IsCompleted)
            {
                loop.Poller.Poll(loop.RunDue() || working.IsCompleted ? 0 : -1);
            }

            return working.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_due)
        {
            _due.Enqueue((d, state));
        }

        if (Environment.CurrentManagedThreadId != _thread)
        {
            Poller.Wake();
        }
    }

    /// <summary>Some of what is due; false where that was all.</summary>
    private bool RunDue()
    {
        for (int i = 0; i < InARow; i++)
        {
            if (!TryTake(out (SendOrPostCallback Work, object? State) due))
            {
                return false;
            }

            due.Work(due.State);
        }

        return true;
    }

    private bool TryTake(out (SendOrPostCallback Work, object? State) due)
    {
        lock (_due)
        {
            return _due.TryDequeue(out due);
        }
    }
}
