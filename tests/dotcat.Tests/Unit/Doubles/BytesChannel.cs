using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A channel that gives its bytes in pieces and then ends, or goes round for ever; writes are kept.</summary>
internal sealed class BytesChannel(byte[] bytes, int piece = int.MaxValue, bool isEndless = false) : Channel
{
    private readonly List<byte> _written = [];

    public override string Name => "bytes";

    /// <summary>How many bytes were read.</summary>
    public long Taken { get; private set; }

    public string WrittenText => Encoding.Latin1.GetString([.. _written]);

    public byte[] Written => [.. _written];

    public bool IsDisposed { get; private set; }

    public static BytesChannel Of(string text) => new(Encoding.Latin1.GetBytes(text));

    /// <summary>One that gives the same.</summary>
    public BytesChannel Again() => new(bytes, piece, isEndless);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int position = isEndless ? (int)(Taken % bytes.Length) : (int)Taken;
        int count = Math.Min(Math.Min(buffer.Length, piece), bytes.Length - position);
        bytes.AsSpan(position, count).CopyTo(buffer.Span);
        Taken += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _written.AddRange(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
