using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// Makes a blocking read or write awaitable by making it on a thread of its own, which dies with the process:
/// a terminal nobody types into cannot keep a finished run alive. One call at a time. A call given up by its
/// caller goes on, and the next caller gets its result, so that nothing it read is lost.
/// </summary>
internal sealed class BlockingCalls(string threadName)
{
    private readonly object _gate = new();
    private Thread? _thread;
    private Task<int>? _next; // for the thread to run
    private Task<int>? _current; // whose result nobody has had

    /// <summary>Whether a call was given up, and its result is still to be had.</summary>
    public bool IsGivenUp => _current is not null;

    /// <summary>Makes the call, or joins the one that an earlier caller gave up. Whoever awaits it goes on in its thread.</summary>
    /// <exception cref="IOException">The system has no thread for it.</exception>
    public async ValueTask<int> InvokeAsync(Func<int> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<int> current = _current ??= Start(call);
        await ((Task)current)
            .WaitAsync(cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!current.IsCompleted)
        {
            throw new OperationCanceledException(cancellation);
        }

        _current = null;
        return await current;
    }

    private Task<int> Start(Func<int> call)
    {
        var task = new Task<int>(call);
        lock (_gate)
        {
            _next = task;
            Monitor.Pulse(_gate);
        }

        _thread ??= BackgroundThread.Start(Run, threadName); // where it fails, the next call takes this one's place
        return task;
    }

    private void Run()
    {
        while (true)
        {
            Task<int> task;
            lock (_gate)
            {
                while (_next is null)
                {
                    Monitor.Wait(_gate);
                }

                (task, _next) = (_next, null);
            }

            task.RunSynchronously(TaskScheduler.Default);
        }
    }
}
