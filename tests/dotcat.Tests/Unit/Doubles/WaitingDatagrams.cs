using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>Datagrams that have arrived, and a failure behind them.</summary>
internal sealed class WaitingDatagrams(Exception failure, params byte[][] waiting) : Channel, IDatagrams
{
    private readonly Queue<byte[]> _waiting = new(waiting);

    public WaitingDatagrams(Exception failure, params string[] texts)
        : this(failure, Array.ConvertAll(texts, Encoding.ASCII.GetBytes)) { }

    public override string Name => "waiting";

    public override IDatagrams Datagrams => this;

    public int MaxRead => 64 * 1024;

    public int MaxWrite => 64 * 1024;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        ValueTask.FromResult(Take(buffer.Span));

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = Take(buffer);
        return true;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int Take(Span<byte> buffer)
    {
        byte[] next = _waiting.TryDequeue(out byte[]? datagram) ? datagram : throw failure;
        next.CopyTo(buffer);
        return next.Length;
    }
}
