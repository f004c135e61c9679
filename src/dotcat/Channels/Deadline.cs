namespace Dotcat.Channels;

/// <summary>A time limit for what its caller can cancel, too, with the two told apart.</summary>
internal static class Deadline
{
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
        using var passed = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellation);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(e.Message, e);
        }
    }
}
