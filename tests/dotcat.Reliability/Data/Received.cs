using System.Security.Cryptography;

namespace Dotcat.Reliability.Data;

/// <summary>What a stream brought until its end.</summary>
internal sealed record Received(long Length, string Hash)
{
    public static async Task<Received> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[256 * 1024];
        long length = 0;
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var part)
        {
            hash.AppendData(buffer.AsSpan(0, part));
            length += part;
        }

        return new Received(length, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
