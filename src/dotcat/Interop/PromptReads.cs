namespace Dotcat.Interop;

/// <summary>
/// Waits, again and again, until there is something to read from a descriptor, and goes on in the thread that has found
/// it: the poller's, in which nothing may take long or block. So no thread has to be woken for a short message.
/// </summary>
internal sealed class PromptReads : IDisposable
{
    private readonly Readiness _readiness = new();
    private readonly PolledDescriptor _descriptor;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="descriptor">To be closed only after this is disposed of.</param>
    /// <param name="cancellation">Ends the wait, and any that comes later.</param>
    /// <exception cref="IOException">No descriptor is left to wait with.</exception>
    public PromptReads(int descriptor, CancellationToken cancellation)
    {
        _descriptor = Poller.Current.Watch(descriptor);
        _cancellation = cancellation;
        _registration = _readiness.SignalOn(cancellation);
    }

    /// <summary>Null where the platform has no such thing, or there is no descriptor.</summary>
    public static PromptReads? Of(Descriptors? descriptors, CancellationToken cancellation) =>
        OperatingSystem.IsLinux() && descriptors is { } both ? new PromptReads(both.Read, cancellation) : null;

    /// <summary>Completes when a read would not wait, at the end too.</summary>
    public async ValueTask WaitAsync()
    {
        await _readiness.WaitAsync(_descriptor, Libc.POLLIN);
        _cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _descriptor.Dispose();
    }
}
