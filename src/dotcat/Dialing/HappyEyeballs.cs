using System.Net;

namespace Dotcat.Dialing;

/// <summary>
/// Tries addresses side by side: the next one starts when the one before has failed or is slow, and the first
/// that connects wins (RFC 8305).
/// </summary>
internal static class HappyEyeballs
{
    /// <summary>Connection Attempt Delay, RFC 8305, section 5.</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>The first connection made.</summary>
    /// <exception cref="AggregateException">No address would have it; what each said, in the order it failed.</exception>
    public static async Task<T> RaceAsync<T>(
        IReadOnlyList<IPAddress> addresses,
        Func<IPAddress, CancellationToken, Task<T>> connect,
        TimeProvider time,
        CancellationToken cancellation
    )
        where T : IDisposable
    {
        if (addresses is [var only])
        {
            return await ConnectAsync(only, connect, cancellation);
        }

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task<T>>();
        var failures = new List<Exception>();
        int next = 0;
        try
        {
            while (next < addresses.Count || running.Count > 0)
            {
                if (next < addresses.Count)
                {
                    running.Add(connect(addresses[next++], lost.Token));
                }

                if (!running.Exists(static attempt => attempt.IsCompleted))
                {
                    TimeSpan pause = next < addresses.Count ? AttemptDelay : Timeout.InfiniteTimeSpan;
                    await Task.WhenAny([.. running, Task.Delay(pause, time, lost.Token)]);
                }

                cancellation.ThrowIfCancellationRequested();
                if (running.Find(static attempt => attempt.IsCompletedSuccessfully) is { } winner)
                {
                    running.Remove(winner);
                    return await winner;
                }

                foreach (Task<T> failed in running.FindAll(static attempt => attempt.IsCompleted))
                {
                    running.Remove(failed);
                    failures.Add(failed.Exception?.InnerException ?? throw new TaskCanceledException(failed));
                }
            }

            throw new AggregateException(failures);
        }
        finally
        {
            await lost.CancelAsync();
            running.ForEach(DisposeOfResult);
        }
    }

    /// <summary>A single address has nobody to race with.</summary>
    private static async Task<T> ConnectAsync<T>(
        IPAddress address,
        Func<IPAddress, CancellationToken, Task<T>> connect,
        CancellationToken cancellation
    )
        where T : IDisposable
    {
        T connection;
        try
        {
            connection = await connect(address, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new AggregateException(e);
        }

        if (cancellation.IsCancellationRequested)
        {
            connection.Dispose();
            cancellation.ThrowIfCancellationRequested();
        }

        return connection;
    }

    /// <summary>An attempt may have connected just before it was cancelled.</summary>
    private static void DisposeOfResult<T>(Task<T> late)
        where T : IDisposable =>
        late.ContinueWith(
            static attempt => attempt.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default
        );
}
