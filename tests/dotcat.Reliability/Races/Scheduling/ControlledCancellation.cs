using System.Runtime.CompilerServices;

namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Cancellation whose callbacks and waits the schedule knows of.</summary>
public static class ControlledCancellation
{
    /// <summary>The callbacks are called elsewhere.</summary>
    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.CancelAsync))]
    public static Task CancelAsync(CancellationTokenSource source)
    {
        Schedule.Point();
        if (Schedule.Current is not { } schedule)
        {
            return source.CancelAsync();
        }

        _ = source.Token; // throws where it is disposed of
        if (source.IsCancellationRequested || !TransitionToCancellationRequested(source))
        {
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource();
        schedule.Post(() =>
        {
            ExecuteCallbackHandlers(source, false);
            done.SetResult();
        });
        return done.Task;
    }

    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.Cancel))]
    public static void Cancel(CancellationTokenSource source)
    {
        Schedule.Point();
        source.Cancel();
        Schedule.Point();
    }

    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.CreateLinkedTokenSource))]
    public static CancellationTokenSource CreateLinked(CancellationToken one) => new LinkedSource(one);

    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.CreateLinkedTokenSource))]
    public static CancellationTokenSource CreateLinked(CancellationToken one, CancellationToken other) =>
        new LinkedSource(one, other);

    /// <summary>Completes when the callback is not running any more.</summary>
    [Replaces(typeof(CancellationTokenRegistration), nameof(CancellationTokenRegistration.DisposeAsync))]
    public static ValueTask DisposeAsync(ref CancellationTokenRegistration registration)
    {
        ValueTask disposing = registration.DisposeAsync();
        if (disposing.IsCompleted || Schedule.Current is not { } schedule)
        {
            return disposing;
        }

        Task running = disposing.AsTask();
        return new ValueTask(schedule.UntilAsync(() => running.IsCompleted, isExternal: true));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool TransitionToCancellationRequested(CancellationTokenSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void ExecuteCallbackHandlers(CancellationTokenSource source, bool throwOnFirst);

    /// <summary>Disposing of it waits for a callback that is running in another thread, as the base library's does.</summary>
    private sealed class LinkedSource : CancellationTokenSource
    {
        private readonly List<CancellationTokenRegistration> _registrations = [];
        private Worker? _calling;

        public LinkedSource(params ReadOnlySpan<CancellationToken> tokens)
        {
            foreach (CancellationToken token in tokens)
            {
                _registrations.Add(token.UnsafeRegister(static self => ((LinkedSource)self!).Follow(), this));
            }
        }

        protected override void Dispose(bool disposing)
        {
            _registrations.ForEach(static registration => registration.Unregister());
            while (_calling is not null && _calling != Worker.Current && Schedule.Current is not null)
            {
                Schedule.Block(() => _calling is null);
            }

            base.Dispose(disposing);
        }

        private void Follow()
        {
            _calling = Worker.Current;
            Cancel();
            _calling = null;
        }
    }
}
