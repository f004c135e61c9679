namespace Dotcat.Channels;

/// <summary>
/// A channel that changes something about another one and leaves the rest as it is. It is not bare: what it changes
/// must not be gone round by way of the descriptors. One that changes or divides what is written says itself what of it is
/// unsent.
/// </summary>
internal abstract class ChannelWrapper(Channel inner) : Channel
{
    protected Channel Inner { get; } = inner;

    public override string Name => Inner.Name;

    public override IPeer? Peer => Inner.Peer;

    public override IDatagrams? Datagrams => Inner.Datagrams;

    public override IDelivery? Delivery => Inner.Delivery;

    public override Throttles? Throttles => Inner.Throttles;

    public override Action? Reset => Inner.Reset;

    public override bool WritesAreHeld => base.WritesAreHeld || Inner.WritesAreHeld;

    public override long WritesHeldUntil => Math.Max(base.WritesHeldUntil, Inner.WritesHeldUntil);

    public override int PieceOf(ReadOnlySpan<byte> bytes) => Inner.PieceOf(bytes[..base.PieceOf(bytes)]);

    public override Meter? Meter => Inner.Meter;

    public override bool HasUnread => Inner.HasUnread;

    public override ReadOnlyMemory<byte> TakeReadAhead() => Inner.TakeReadAhead();

    public override void MeetEnd() => Inner.MeetEnd();

    public override ReadOnlyMemory<byte>? Unsent => Held ?? Inner.Unsent;

    /// <summary>What a write was given and has not given on yet; null for nothing.</summary>
    protected ReadOnlyMemory<byte>? Held { get; set; }

    public override ValueTask WaitToReadAsync(CancellationToken cancellation) => Inner.WaitToReadAsync(cancellation);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        Inner.ReadAsync(buffer, cancellation);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        Inner.WriteAsync(bytes, cancellation);

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) =>
        Inner.CompleteWritesAsync(cancellation);

    public override ValueTask DisposeAsync() => Inner.DisposeAsync();
}
