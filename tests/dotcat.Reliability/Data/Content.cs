using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dotcat.Reliability.Data;

/// <summary>
/// Bytes that follow from a seed, made as they are needed. No block of them is like another, so that a block lost,
/// doubled or out of place changes the hash.
/// </summary>
internal sealed class Content(int seed, long length)
{
    private const int BlockSize = 64 * 1024;

    public long Length => length;

    /// <summary>Writes them all, and then closes the stream.</summary>
    /// <returns>Their SHA-256.</returns>
    public async Task<string> WriteToAsync(Stream stream, CancellationToken cancellation)
    {
        await using Stream written = stream;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        new Random(seed).NextBytes(block);
        for (long done = 0; done < length; )
        {
            BinaryPrimitives.WriteInt64LittleEndian(block, done);
            Memory<byte> part = block.AsMemory(0, (int)Math.Min(BlockSize, length - done));
            hash.AppendData(part.Span);
            await stream.WriteAsync(part, cancellation);
            done += part.Length;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
