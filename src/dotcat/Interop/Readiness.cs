using System.Threading.Tasks.Sources;

namespace Dotcat.Interop;

/// <summary>Waits for descriptors, one wait at a time. Whatever awaits a wait goes on in the thread that ends it.</summary>
internal sealed class Readiness : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _promise;
    private PolledDescriptor? _descriptor;
    private PolledDescriptor? _watched;
    private int _isWaiting;
    private bool _isReady;
    private IOException? _failure;
    private volatile bool _isSignalled;

    /// <summary>Completes when the descriptor is ready for the events (those of poll(2)), or has failed. Goes on in a thread of the pool.</summary>
    /// <exception cref="IOException">The kernel cannot watch it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public static async Task WaitAsync(PolledDescriptor descriptor, short events, CancellationToken cancellation)
    {
        var readiness = new Readiness();
        await using (readiness.SignalOn(cancellation))
        {
            await readiness.WaitAsync(descriptor, events);
        }

        await Poller.LeaveAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Ends the wait, and every later one at once, when the token is cancelled.</summary>
    public CancellationTokenRegistration SignalOn(CancellationToken cancellation) =>
        cancellation.UnsafeRegister(static self => ((Readiness)self!).Signal(), this);

    /// <summary>Ends the wait, and every later one at once.</summary>
    public void Signal()
    {
        _isSignalled = true;
        if (TryEnd(isReady: true))
        {
            Tell();
        }
    }

    /// <summary>
    /// Completes when the descriptor is ready for the events (those of poll(2)), has failed, or the wait was ended; with
    /// false when <paramref name="watched"/> lost its other end first.
    /// </summary>
    /// <exception cref="IOException">The kernel cannot watch it.</exception>
    public ValueTask<bool> WaitAsync(PolledDescriptor descriptor, short events, PolledDescriptor? watched = null)
    {
        _promise.Reset();
        _failure = null;
        (_descriptor, _watched) = (descriptor, watched);
        Interlocked.Exchange(ref _isWaiting, 1);
        _ = watched?.Add(this, 0);
        if ((!descriptor.Add(this, events) || _isSignalled) && TryEnd(isReady: true))
        {
            Tell();
        }

        return new ValueTask<bool>(this, _promise.Version);
    }

    /// <summary>Ends the wait; false where it has ended already. Who ended it is to tell it.</summary>
    public bool TryEnd(bool isReady)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 0)
        {
            return false;
        }

        _isReady = isReady;
        return true;
    }

    /// <summary>Ends the wait by what keeps the kernel from watching any longer; else as <see cref="TryEnd"/>.</summary>
    public bool TryFail(IOException failure)
    {
        if (!TryEnd(isReady: false))
        {
            return false;
        }

        _failure = failure;
        return true;
    }

    public void Tell()
    {
        if (_failure is not null)
        {
            _promise.SetException(_failure);
        }
        else
        {
            _promise.SetResult(_isReady);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _descriptor!.Remove(this);
        _watched?.Remove(this);
        return _promise.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _promise.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _promise.OnCompleted(continuation, state, token, flags);
}
