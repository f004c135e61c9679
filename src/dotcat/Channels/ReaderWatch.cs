using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Tells when the reader of standard output has gone, though nothing is written. To be ended before that is closed.</summary>
internal sealed class ReaderWatch : IDisposable
{
    private readonly Readiness _readiness = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PolledDescriptor? _output;

    /// <summary>Where the system has nothing left to watch with, the next write tells.</summary>
    public ReaderWatch(int descriptor)
    {
        try
        {
            _output = Poller.Current.Watch(descriptor);
        }
        catch (IOException)
        {
            return; // no reason to end the run
        }

        _ = WatchAsync(_output);
    }

    public Task Gone => _gone.Task;

    public void Dispose()
    {
        _readiness.Signal();
        _output?.Dispose();
    }

    private async Task WatchAsync(PolledDescriptor output)
    {
        if (!await _readiness.WaitAsync(output, 0))
        {
            _gone.SetResult();
        }
    }
}
