using System.Security.Cryptography;

namespace Dotcat.Recording;

/// <summary>What has gone one way over a connection.</summary>
/// <param name="mark">How it is marked in a dump.</param>
/// <param name="isDigested">Whether its SHA-256 is wanted.</param>
internal sealed class Direction(char mark, bool isDigested) : IDisposable
{
    private readonly IncrementalHash? _hash = isDigested ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private long _total;

    /// <summary>Counts a piece in, and has it recorded; completes when that is done, or cannot be.</summary>
    public Task RecordAsync(Recorder recorder, string peer, ReadOnlySpan<byte> piece)
    {
        _hash?.AppendData(piece);
        long offset = _total;
        _total += piece.Length;
        return recorder.RecordAsync(peer, mark, offset, piece);
    }

    /// <summary>In lower-case hexadecimal; null where it is not wanted.</summary>
    public string? TakeDigest() => _hash is null ? null : Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash?.Dispose();
}
