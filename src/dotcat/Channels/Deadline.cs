namespace Dotcat.Channels;

/// <summary>A time limit for what its caller can cancel, too, with the two told apart.</summary>
internal static class Deadline
{
    /// <summary>The limit where the user names none: for an attempt to connect, a handshake, a request.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    /// <summary>Runs what takes a token, which is cancelled when the limit has passed or the caller's is.</summary>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            Task<T> working = work(either.Token);

            // The first timer of a process takes longer to make than a short run, which need not pay for it.
            await using ITimer? timer = working.IsCompleted
                ? null
                : time.CreateTimer(
                    static source => ((CancellationTokenSource)source!).Cancel(),
                    either,
                    limit,
                    Timeout.InfiniteTimeSpan
                );
            return await working;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(e.Message, e);
        }
    }
}
