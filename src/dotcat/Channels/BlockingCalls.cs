using System.Threading.Tasks.Sources;

namespace Dotcat.Channels;

/// <summary>
/// Makes a blocking read or write awaitable by making it on a thread of its own, which dies with the process:
/// a terminal nobody types into cannot keep a finished run alive. One call at a time. A call given up by its
/// caller goes on, and the next caller gets its result, so that nothing it read is lost.
/// </summary>
internal sealed class BlockingCalls(string threadName) : IValueTaskSource<int>
{
    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<int> _promise;
    private CancellationTokenRegistration _cancellation;
    private Func<int>? _call;
    private bool _started;
    private bool _asked;
    private bool _awaited;
    private bool _finished;
    private int _result;
    private Exception? _error;

    /// <summary>Makes the call, or joins the one that an earlier caller gave up.</summary>
    public ValueTask<int> InvokeAsync(Func<int> call, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellation);
        }

        lock (_gate)
        {
            _promise.Reset();
            if (_finished)
            {
                _finished = false;
                _call = null;
                Complete();
                return new ValueTask<int>(this, _promise.Version);
            }

            _awaited = true;
            if (_call is null)
            {
                _call = call;
                _asked = true;
                Monitor.Pulse(_gate);
                Start();
            }
        }

        var pending = new ValueTask<int>(this, _promise.Version);
        _cancellation = cancellation.UnsafeRegister(static (self, token) => ((BlockingCalls)self!).GiveUp(token), this);
        return pending;
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _cancellation.Dispose();
        return _promise.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _promise.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _promise.OnCompleted(continuation, state, token, flags);

    private void Start()
    {
        if (!_started)
        {
            _started = true;
            new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = threadName }.Start();
        }
    }

    private void Run()
    {
        while (true)
        {
            WaitUntilAsked();
            int result = 0;
            Exception? error = null;
            try
            {
                result = _call!();
            }
#pragma warning disable CA1031 // every failure belongs to the caller, who waits on another thread
            catch (Exception e)
#pragma warning restore CA1031
            {
                error = e;
            }

            bool awaited;
            lock (_gate)
            {
                (_result, _error) = (result, error);
                awaited = _awaited;
                _awaited = false;
                _finished = !awaited;
                if (awaited)
                {
                    _call = null;
                }
            }

            if (awaited)
            {
                Complete(); // the caller goes on right here, which saves a hop between threads
            }
        }
    }

    private void WaitUntilAsked()
    {
        lock (_gate)
        {
            while (!_asked)
            {
                Monitor.Wait(_gate);
            }

            _asked = false;
        }
    }

    private void Complete()
    {
        if (_error is null)
        {
            _promise.SetResult(_result);
        }
        else
        {
            _promise.SetException(_error);
        }
    }

    private void GiveUp(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_awaited)
            {
                return;
            }

            _awaited = false;
        }

        _promise.SetException(new OperationCanceledException(cancellation));
    }
}
