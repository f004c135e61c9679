using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>Tells when the reader of standard output has gone, though nothing is written. To be ended before that is closed.</summary>
internal sealed class ReaderWatch : IDisposable
{
    private readonly Readiness _readiness = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PolledDescriptor _output;

    public ReaderWatch(int descriptor)
    {
        _output = Poller.Current.Watch(descriptor);
        _ = WatchAsync();
    }

    public Task Gone => _gone.Task;

    public void Dispose()
    {
        _readiness.Signal();
        _output.Dispose();
    }

    private async Task WatchAsync()
    {
        if (!await _readiness.WaitAsync(_output, 0))
        {
            _gone.SetResult();
        }
    }
}
