using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dotcat.Services.Proxying;

/// <summary>
/// Nonces of HTTP Digest. Each is signed, so that only those that a client has logged in with are remembered, and
/// others cost nothing however many are asked for.
/// </summary>
internal sealed class Nonces(TimeProvider time)
{
    /// <summary>How long a nonce can be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The most nonces that are remembered; beyond, the oldest cannot be used any more.</summary>
    public const int MostRemembered = 4096;

    private const int IdLength = 16; // when it was made, and random bytes
    private const int Length = IdLength + SHA256.HashSizeInBytes;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<UInt128, NonceCounts> _used = [];
    private readonly Lock _gate = new();
    private long _forgotten = long.MinValue; // nonces made until then may have been used

    public string Issue()
    {
        byte[] nonce = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(nonce, time.GetTimestamp());
        RandomNumberGenerator.Fill(nonce.AsSpan(sizeof(long), IdLength - sizeof(long)));
        HMACSHA256.HashData(_key, nonce.AsSpan(0, IdLength), nonce.AsSpan(IdLength));
        return Convert.ToHexString(nonce);
    }

    /// <summary>Takes one use of a nonce, after its client has proved to know the password.</summary>
    /// <returns>False where the nonce is of somebody else or too old, or that use was taken already.</returns>
    public bool TryUse(string nonce, uint count)
    {
        if (!TryRead(nonce, out long issued, out UInt128 id))
        {
            return false;
        }

        lock (_gate)
        {
            if (!IsFresh(issued))
            {
                return false;
            }

            if (!_used.TryGetValue(id, out NonceCounts? counts))
            {
                MakeRoom();
                counts = new NonceCounts(issued);
                _used.Add(id, counts);
            }

            return counts.TryUse(count);
        }
    }

    private void MakeRoom()
    {
        if (_used.Count < MostRemembered)
        {
            return;
        }

        (UInt128 id, NonceCounts oldest) = _used.MinBy(static one => one.Value.Issued);
        _used.Remove(id);
        _forgotten = oldest.Issued;
    }

    private bool IsFresh(long issued) => issued > _forgotten && time.GetElapsedTime(issued) < Lifetime;

    private bool TryRead(string nonce, out long issued, out UInt128 id)
    {
        issued = 0;
        id = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (nonce.Length != 2 * Length || Convert.FromHexString(nonce, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes[..IdLength], signature);
        issued = BinaryPrimitives.ReadInt64BigEndian(bytes);
        id = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return CryptographicOperations.FixedTimeEquals(signature, bytes[IdLength..]);
    }
}
