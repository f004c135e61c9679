using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A two-way flow of bytes: standard input and output, a TCP connection, one UDP peer, a Unix socket.
/// One reader and one writer may use it at the same time; neither direction is shared among several.
/// What not every channel has is null where it lacks it.
/// </summary>
internal abstract class Channel : IAsyncDisposable
{
    private const int StreamReadSize = 64 * 1024;

    /// <summary>What the user would call the other end: <c>127.0.0.1:9090</c>, <c>/run/x.sock</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What there is to read.</summary>
    public virtual InputKind Input => InputKind.Bytes;

    /// <summary>Where it leads; null where there are no addresses.</summary>
    public virtual IPeer? Peer => null;

    /// <summary>
    /// Null for a stream. Else each read and each write is one datagram: such a channel never ends, and a read of
    /// 0 bytes is an empty datagram; on a stream 0 is the end.
    /// </summary>
    public virtual IDatagrams? Datagrams => null;

    /// <summary>Whether there is an address to write to: the sender of a datagram may have none.</summary>
    public bool CanBeAnswered => Datagrams is null || Peer is not { RemoteEndPoint: null };

    /// <summary>What becomes of bytes after they were written; null where that shows only in a later write.</summary>
    public virtual IDelivery? Delivery => null;

    /// <summary>
    /// The descriptors that reads and writes go to; null where something happens to the bytes on the way, or
    /// boundaries count. They stay the channel's own. What <see cref="TakeReadAhead"/> gives comes before what is read there.
    /// </summary>
    public virtual Descriptors? Descriptors => null;

    /// <summary>
    /// What holds reads and writes back, for whoever moves bytes by way of the descriptors or watches for silence; null
    /// where nothing does.
    /// </summary>
    public virtual Throttles? Throttles => null;

    /// <summary>Whether a write waits for nothing but what the user wants.</summary>
    public virtual bool WritesAreHeld => Throttles is { Writes.IsWaiting: true };

    /// <summary>
    /// When a read last waited for nothing but what the user wants, which is no silence: the clock's timestamp, that of now
    /// while it does.
    /// </summary>
    public long ReadsHeldUntil => Throttles?.Reads.WaitedUntil ?? 0;

    /// <summary>The same of a write.</summary>
    public virtual long WritesHeldUntil => Throttles?.Writes.WaitedUntil ?? 0;

    /// <summary>What counts its bytes, for whoever moves them by way of the descriptors; null where nothing does.</summary>
    public virtual Meter? Meter => null;

    /// <summary>
    /// What <see cref="WriteAsync"/> was given and has not handed on: what is left of a write that failed or was given up, and
    /// what waits to be sent with what follows. Null where a write is all or nothing.
    /// </summary>
    public virtual ReadOnlyMemory<byte>? Unsent => null;

    /// <summary>
    /// Has disposing of the channel break the connection off, so that the other end sees a failure where it would see an end:
    /// a reset (RFC 9293, section 3.10.5), a TLS session without its close_notify. Null where there is no way to tell one.
    /// </summary>
    public virtual Action? Reset => null;

    /// <summary>Bytes that a read should have room for; less would cut a datagram.</summary>
    public int ReadSize => Datagrams?.MaxRead ?? StreamReadSize;

    /// <summary>The most bytes that a write should have: a datagram holds no more, and a rate lets no more pass at once.</summary>
    public int WriteSize => Datagrams?.MaxWrite ?? Throttles?.Writes.Burst ?? int.MaxValue;

    /// <summary>
    /// Completes when a read would not wait, at the end too; at once where that cannot be told. Whoever has many
    /// idle channels waits here, and holds no buffer meanwhile.
    /// </summary>
    public virtual ValueTask WaitToReadAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Reads what is there, up to the buffer's length. Cancelling loses no byte.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Whether bytes are there that nobody has read; false where that cannot be told.</summary>
    public virtual bool HasUnread => Peer is { Unread: > 0 };

    /// <summary>Takes what was read from the descriptor already, and belongs to whoever reads next.</summary>
    public virtual ReadOnlyMemory<byte> TakeReadAhead() => ReadOnlyMemory<byte>.Empty;

    /// <summary>Reads as many bytes as a protocol says, and not one more, so that the rest stays in the channel.</summary>
    /// <exception cref="EndOfStreamException">The channel ended before.</exception>
    public async ValueTask<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; )
        {
            int part = await ReadAsync(bytes.AsMemory(done), cancellation);
            done += part > 0 ? part : throw new EndOfStreamException();
        }

        return bytes;
    }

    /// <summary>Takes notice that whoever reads by way of the descriptors has met the end.</summary>
    public virtual void MeetEnd() { }

    /// <summary>
    /// How many of the bytes one write is to take, so that whoever writes counts them as they go: what a rate lets pass at
    /// once, a line where each has its time.
    /// </summary>
    public virtual int PieceOf(ReadOnlySpan<byte> bytes) =>
        Datagrams is null ? Math.Min(bytes.Length, WriteSize) : bytes.Length;

    /// <summary>Writes all of the bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Tells the other end that no more will be written (half-close); reading goes on.</summary>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
