namespace Dotcat.Channels;

/// <summary>What becomes of bytes after they were written.</summary>
internal interface IDelivery
{
    /// <summary>
    /// Bytes that <see cref="Channel.WriteAsync"/> took and that the peer's system is not known to have. 0 where the
    /// platform cannot tell.
    /// </summary>
    public long Undelivered => 0;

    /// <summary>
    /// The most bytes that are lost when the peer fails or goes: <see cref="Undelivered"/>, and what its system
    /// has and it may not have read, where a failure tells that it had not read all.
    /// </summary>
    public long AtRisk => Undelivered;

    /// <summary>Waits until <see cref="Undelivered"/> is 0, and fails if the peer reset the connection before that.</summary>
    public ValueTask DrainAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Completes when whoever takes what is written is there no more: the peer, which is more than its end, the reader
    /// of a pipe, a program. Where the platform cannot tell it waits until it is cancelled.
    /// </summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellation);
}
