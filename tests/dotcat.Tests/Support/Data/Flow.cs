using System.Net.Sockets;
using System.Security.Cryptography;

namespace Dotcat.Tests.Support.Data;

/// <summary>Takes what a socket receives without keeping it.</summary>
internal static class Flow
{
    extension(Socket socket)
    {
        /// <summary>The SHA-256 of the next bytes, exactly so many.</summary>
        public async Task<string> ReceiveHashAsync(int count)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[256 * 1024];
            while (count > 0)
            {
                Memory<byte> room = buffer.AsMemory(0, Math.Min(count, buffer.Length));
                int part = await socket.ReceiveAsync(room).AsTask().WaitAsync(TimeLimit.Wait);
                Assert.NotEqual(0, part);
                hash.AppendData(room.Span[..part]);
                count -= part;
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }

        /// <summary>The SHA-256 of everything until the peer's end.</summary>
        public async Task<string> ReceiveHashToEndAsync()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[256 * 1024];
            while (await socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(TimeLimit.Wait) is > 0 and var part)
            {
                hash.AppendData(buffer.AsSpan(0, part));
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }
}
