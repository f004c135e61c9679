using System.Net;

namespace Dotcat.Channels;

/// <summary>
/// A two-way flow of bytes: standard input and output, a TCP connection, one UDP peer, a Unix socket.
/// One reader and one writer may use it at the same time; neither direction is shared among several.
/// </summary>
internal abstract class Channel : IAsyncDisposable
{
    /// <summary>What the user would call the other end: <c>127.0.0.1:9090</c>, <c>/run/x.sock</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether each read and each write is one datagram. A datagram channel never ends, and a read of 0 bytes
    /// is an empty datagram; on a stream 0 is the end.
    /// </summary>
    public virtual bool IsDatagram => false;

    /// <summary>Our own address; null where the channel has none.</summary>
    public virtual EndPoint? LocalEndPoint => null;

    /// <summary>The other end's address; null where it has none.</summary>
    public virtual EndPoint? RemoteEndPoint => null;

    /// <summary>Bytes a read should have room for; less would cut a datagram.</summary>
    public virtual int MaxRead => 64 * 1024;

    /// <summary>The most bytes one write can take.</summary>
    public virtual int MaxWrite => int.MaxValue;

    /// <summary>
    /// Bytes that <see cref="WriteAsync"/> took and that the peer's system is not known to have. 0 where the
    /// platform cannot tell.
    /// </summary>
    public virtual long Undelivered => 0;

    /// <summary>
    /// The most bytes that are lost when the peer fails or goes: <see cref="Undelivered"/>, and what its system
    /// has and it may not have read, where a failure tells that it had not read all.
    /// </summary>
    public virtual long AtRisk => Undelivered;

    /// <summary>Bytes in the datagram by which a listener met the peer; null where there was none.</summary>
    public virtual int? FirstLength => null;

    /// <summary>What arrived and was given up, since nothing took it in time. Final once the channel is disposed of.</summary>
    public virtual (long Datagrams, long Bytes) Dropped => default;

    /// <summary>
    /// Gives the descriptors that reads and writes of this channel go to, where nothing happens to the bytes on
    /// the way and no boundaries count. They stay the channel's own.
    /// </summary>
    public virtual bool TryGetDescriptors(out int read, out int write)
    {
        read = write = -1;
        return false;
    }

    /// <summary>Whether a reader that goes away is no failure: the other end of a pipe may have had enough.</summary>
    public virtual bool ReaderMayLeave => false;

    /// <summary>Completes when nobody can read any more what is written; never, where that shows only in a write.</summary>
    public virtual Task ReaderGone { get; } = new TaskCompletionSource().Task;

    /// <summary>
    /// Completes when a read would not wait, at the end too; at once where that cannot be told. Whoever has many
    /// idle channels waits here, and holds no buffer meanwhile.
    /// </summary>
    public virtual ValueTask WaitToReadAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Reads what is there, up to the buffer's length. Cancelling loses no byte.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Reads a datagram that is there already; false where there is none, or it is not known.</summary>
    public virtual bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        return false;
    }

    /// <summary>Writes all of the bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Tells the other end that no more will be written (half-close); reading goes on.</summary>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellation);

    /// <summary>
    /// Completes when the peer has gone altogether, which is more than its end: somebody who sends no more may still
    /// read. Never, where that shows only in a write.
    /// </summary>
    /// <param name="afterEnd">The peer's end, before which there is no need to look.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public virtual Task WaitUntilGoneAsync(Task afterEnd, CancellationToken cancellation) =>
        Task.Delay(Timeout.Infinite, cancellation);

    /// <summary>Waits until <see cref="Undelivered"/> is 0, and fails if the peer reset the connection before that.</summary>
    public virtual ValueTask DrainAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
