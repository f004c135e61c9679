using System.Buffers;

namespace Dotcat.Relaying;

/// <summary>Bytes on their way to several channels. The buffer is used again when the last holder has let go.</summary>
internal sealed class Chunk
{
    private readonly byte[] _buffer;
    private int _holders = 1;

    /// <summary>Room for at least so many bytes, held once.</summary>
    public Chunk(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>Room for bytes.</summary>
    public Memory<byte> Room => _buffer;

    /// <summary>How much of the room is filled.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>What it takes of the memory, in bytes; the object and its place in a queue included.</summary>
    public int Cost => _buffer.Length + 128;

    public static Chunk Of(ReadOnlySpan<byte> bytes)
    {
        var chunk = new Chunk(bytes.Length);
        bytes.CopyTo(chunk._buffer);
        chunk.Length = bytes.Length;
        return chunk;
    }

    /// <summary>The same bytes with little room around them; the caller's hold goes over to what is returned.</summary>
    public Chunk Filled(int length)
    {
        Length = length;
        if (length > _buffer.Length / 2)
        {
            return this;
        }

        Chunk trimmed = Of(Bytes.Span);
        Release();
        return trimmed;
    }

    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Not after a failed write: the buffer is then left to the garbage collector.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
