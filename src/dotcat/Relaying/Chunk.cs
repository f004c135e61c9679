using System.Buffers;
using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>Bytes on their way to several channels. The buffer is used again when the last holder has let go.</summary>
internal sealed class Chunk
{
    /// <summary>Bytes from which on sharing costs less than copying does, as measured with 50 receivers.</summary>
    private const int WorthSharing = 16 * 1024;

    private readonly byte[] _buffer;
    private int _holders = 1;
    private volatile bool _isUsed;

    private Chunk(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>Room for bytes.</summary>
    public Memory<byte> Room => _buffer;

    /// <summary>How much of the room is filled.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>The same bytes for the kernel, where they were shared.</summary>
    public MemoryFile? File { get; private set; }

    /// <summary>What it takes of the memory, in bytes; the object and its place in a queue included.</summary>
    public int Cost => _buffer.Length + 128;

    /// <summary>Room for at least so many bytes, held once.</summary>
    public static Chunk Rent(int size) => new(size);

    public static Chunk Of(ReadOnlySpan<byte> bytes)
    {
        Chunk chunk = Rent(bytes.Length);
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

    /// <summary>Before several channels are sent the bytes: lets them be sent without being copied for each.</summary>
    public void Share()
    {
        if (Length >= WorthSharing && File is null)
        {
            File = MemoryFile.Of(Bytes.Span);
        }
    }

    public void Hold() => Interlocked.Increment(ref _holders);

    /// <param name="isUnused">Not after a failed write: the buffer is then left to the garbage collector.</param>
    public void Release(bool isUnused = true)
    {
        _isUsed |= !isUnused;
        if (Interlocked.Decrement(ref _holders) > 0)
        {
            return;
        }

        File?.Dispose();
        if (!_isUsed)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
