using System.Threading.Tasks.Sources;

namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>What the base library leaves to its pool of threads, left to the schedule.</summary>
public static class ControlledTasks
{
    /// <summary>The state of a source whose continuations do not go on within the call that completes it.</summary>
    private static readonly object _asynchronous = new();

    [Replaces(typeof(TaskCompletionSource), ".ctor")]
    public static TaskCompletionSource NewSource(TaskCreationOptions options) => new(StateOf(options));

    [Replaces(typeof(TaskCompletionSource<>), ".ctor")]
    public static TaskCompletionSource<T> NewSource<T>(TaskCreationOptions options) => new(StateOf(options));

    [Replaces(typeof(TaskCompletionSource), nameof(TaskCompletionSource.SetResult))]
    public static void SetResult(TaskCompletionSource source) => Complete(source.Task, source.SetResult);

    [Replaces(typeof(TaskCompletionSource), nameof(TaskCompletionSource.TrySetResult))]
    public static bool TrySetResult(TaskCompletionSource source) => Complete(source.Task, source.TrySetResult);

    [Replaces(typeof(TaskCompletionSource<>), nameof(TaskCompletionSource.SetResult))]
    public static void SetResult<T>(TaskCompletionSource<T> source, T result) =>
        Complete(source.Task, () => source.SetResult(result));

    [Replaces(typeof(TaskCompletionSource<>), nameof(TaskCompletionSource.TrySetResult))]
    public static bool TrySetResult<T>(TaskCompletionSource<T> source, T result) =>
        Complete(source.Task, () => source.TrySetResult(result));

    [Replaces(typeof(TaskCompletionSource), nameof(TaskCompletionSource.SetException))]
    public static void SetException(TaskCompletionSource source, Exception thrown) =>
        Complete(source.Task, () => source.SetException(thrown));

    [Replaces(typeof(TaskCompletionSource<>), nameof(TaskCompletionSource.TrySetException))]
    public static bool TrySetException<T>(TaskCompletionSource<T> source, Exception thrown) =>
        Complete(source.Task, () => source.TrySetException(thrown));

    [Replaces(typeof(Task), nameof(Task.ConfigureAwait))]
    public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ConfigureAwait(
        Task task,
        ConfigureAwaitOptions options
    ) => task.ConfigureAwait(options | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [Replaces(typeof(Task), nameof(Task.Delay))]
    public static Task Delay(int milliseconds, CancellationToken cancellation) =>
        Delay(TimeSpan.FromMilliseconds(milliseconds), cancellation);

    [Replaces(typeof(Task), nameof(Task.Delay))]
    public static Task Delay(TimeSpan delay, CancellationToken cancellation) =>
        Schedule.Current is { Time: var time }
            ? Task.Delay(delay, time, cancellation)
            : Task.Delay(delay, cancellation);

    [Replaces(typeof(Task), nameof(Task.WaitAsync))]
    public static Task WaitAsync(Task task, CancellationToken cancellation) =>
        WaitAsync(task, Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);

    [Replaces(typeof(Task<>), nameof(Task.WaitAsync))]
    public static async Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellation)
    {
        await WaitAsync((Task)task, cancellation);
        return await task;
    }

    [Replaces(typeof(Task), nameof(Task.WaitAsync))]
    public static Task WaitAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellation) =>
        task.IsCompleted || (!cancellation.CanBeCanceled && limit == Timeout.InfiniteTimeSpan) ? task
        : cancellation.IsCancellationRequested ? Task.FromCanceled(cancellation)
        : limit == TimeSpan.Zero ? Task.FromException(new TimeoutException())
        : WaitForFirstAsync(task, limit, time, cancellation);

    [Replaces(typeof(ValueTask<>), nameof(ValueTask.AsTask))]
    public static Task<T> AsTask<T>(ref ValueTask<T> task) => AwaitAsync(task);

    [Replaces(typeof(ManualResetValueTaskSourceCore<>), nameof(IValueTaskSource.OnCompleted))]
    public static void OnCompleted<T>(
        ref ManualResetValueTaskSourceCore<T> core,
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    )
    {
        // Where nobody has a context of his own, whoever completes it goes on with what awaits it.
        bool isWithin =
            SynchronizationContext.Current is ScheduleContext && core.GetStatus(token) == ValueTaskSourceStatus.Pending;
        core.OnCompleted(
            continuation,
            state,
            token,
            isWithin ? flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext : flags
        );
    }

    private static async Task<T> AwaitAsync<T>(ValueTask<T> task) => await task;

    private static async Task WaitForFirstAsync(
        Task task,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var cancelled = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static cancelled => ((TaskCompletionSource)cancelled!).TrySetResult(),
            cancelled
        );
        await using ITimer timer = time.CreateTimer(
            static late => ((TaskCompletionSource)late!).TrySetResult(),
            late,
            limit,
            Timeout.InfiniteTimeSpan
        );
        Task first = await Task.WhenAny(task, cancelled.Task, late.Task);
        registration.Unregister();
        if (first == cancelled.Task)
        {
            throw new TaskCanceledException(null, null, cancellation);
        }

        await (first == late.Task ? throw new TimeoutException() : task);
    }

    private static object? StateOf(TaskCreationOptions options) =>
        (options & TaskCreationOptions.RunContinuationsAsynchronously) != 0 ? _asynchronous : null;

    private static void Complete(Task task, Action complete) =>
        Complete(
            task,
            () =>
            {
                complete();
                return true;
            }
        );

    /// <summary>Without a context nothing goes on within the call: it is posted.</summary>
    private static bool Complete(Task task, Func<bool> complete)
    {
        Schedule.Point();
        SynchronizationContext? context = SynchronizationContext.Current;
        if (task.AsyncState == _asynchronous)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        try
        {
            return complete();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
            Schedule.Point();
        }
    }
}
