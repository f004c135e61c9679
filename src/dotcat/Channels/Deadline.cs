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
        using var passed = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellation);
        try
        {
            Task<T> working = work(either.Token);
            if (!working.IsCompleted)
            {
                passed.CancelAfter(limit); // the first timer starts a thread, which a short run need not pay for
            }

            return await working;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(e.Message, e);
        }
    }
}
