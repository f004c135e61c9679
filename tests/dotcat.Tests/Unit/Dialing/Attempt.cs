namespace Dotcat.Tests.Unit.Dialing;

/// <summary>An attempt to connect, whose outcome the test decides; the connection it may come to is itself.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly TaskCompletionSource<CancellationToken> _started = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<Attempt> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When it was started, and the token to stop it by.</summary>
    public Task<CancellationToken> Started => _started.Task;

    public Task Disposed => _disposed.Task;

    public Task<Attempt> StartAsync(CancellationToken cancellation)
    {
        _started.SetResult(cancellation);
        return _outcome.Task;
    }

    public void Succeed() => _outcome.SetResult(this);

    public void Fail(string message) => _outcome.SetException(new IOException(message));

    public void Cancel() => _outcome.SetCanceled();

    public void Dispose() => _disposed.SetResult();
}
