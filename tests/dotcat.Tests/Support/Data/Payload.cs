using System.Security.Cryptography;

namespace Dotcat.Tests.Support.Data;

/// <summary>Random bytes and their SHA-256.</summary>
internal sealed class Payload
{
    private const int Large = 64 * 1024 * 1024;

    private static readonly Lazy<Payload> _toListener = new(() => new Payload(Large));
    private static readonly Lazy<Payload> _toClient = new(() => new Payload(Large));

    private readonly byte[] _bytes;

    public Payload(int length)
    {
        _bytes = RandomNumberGenerator.GetBytes(length);
        Hash = HashOf(_bytes);
    }

    /// <summary>64 MiB, made once.</summary>
    public static Payload ToListener => _toListener.Value;

    /// <summary>64 MiB, made once.</summary>
    public static Payload ToClient => _toClient.Value;

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public string Hash { get; }

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
