using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// Tells when the reader of standard output has gone, though nothing is written. Takes a thread, and as long as
/// that waits, the pipe does not count as closed: it is to be ended before the output is.
/// </summary>
#pragma warning disable CA1001 // its thread disposes of the wake-up
internal sealed class ReaderWatch
#pragma warning restore CA1001
{
    private readonly WakeUp _wakeUp = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReaderWatch(int descriptor)
    {
        void Watch()
        {
            using (_wakeUp)
            {
                if (!_wakeUp.WaitWhileRead(descriptor))
                {
                    _gone.SetResult();
                }
            }

            _ended.SetResult();
        }

        new Thread(Watch, maxStackSize: 128 * 1024) { IsBackground = true, Name = "stdout reader" }.Start();
    }

    public Task Gone => _gone.Task;

    /// <summary>Completes when the descriptor is let go.</summary>
    public Task EndAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            _wakeUp.Signal();
        }

        return _ended.Task;
    }
}
