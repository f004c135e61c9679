using System.Net;

namespace Dotcat.Channels;

/// <summary>A channel that changes something about another one and leaves the rest as it is.</summary>
internal abstract class ChannelWrapper(Channel inner) : Channel
{
    protected Channel Inner { get; } = inner;

    public override string Name => Inner.Name;

    public override bool IsDatagram => Inner.IsDatagram;

    public override EndPoint? LocalEndPoint => Inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => Inner.RemoteEndPoint;

    public override int MaxRead => Inner.MaxRead;

    public override int MaxWrite => Inner.MaxWrite;

    public override long Undelivered => Inner.Undelivered;

    public override long AtRisk => Inner.AtRisk;

    public override bool ReaderMayLeave => Inner.ReaderMayLeave;

    public override Task ReaderGone => Inner.ReaderGone;

    public override ValueTask WaitToReadAsync(CancellationToken cancellation) => Inner.WaitToReadAsync(cancellation);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        Inner.ReadAsync(buffer, cancellation);

    public override bool TryRead(Span<byte> buffer, out int count) => Inner.TryRead(buffer, out count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        Inner.WriteAsync(bytes, cancellation);

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) =>
        Inner.CompleteWritesAsync(cancellation);

    public override Task WaitUntilGoneAsync(Task afterEnd, CancellationToken cancellation) =>
        Inner.WaitUntilGoneAsync(afterEnd, cancellation);

    public override ValueTask DrainAsync(CancellationToken cancellation) => Inner.DrainAsync(cancellation);

    public override ValueTask DisposeAsync() => Inner.DisposeAsync();
}
