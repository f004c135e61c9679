using System.Security.Cryptography;

namespace Dotcat.Tests.Support.Data;

/// <summary>Moves 64 MiB each way between two programs that are connected, and compares the hashes.</summary>
internal static class Transfer
{
    /// <summary>No peer cuts a datagram of this size.</summary>
    private const int Datagram = 8 * 1024;

    private const int ReadSize = 256 * 1024;

    /// <summary>Both ways at the same time.</summary>
    public static Task StreamAsync(RunningProcess client, RunningProcess listener) =>
        Task.WhenAll(
            client.WriteAllAsync(Payload.ToListener),
            listener.WriteAllAsync(Payload.ToClient),
            listener.ExpectAsync(Payload.ToListener),
            client.ExpectAsync(Payload.ToClient)
        );

    /// <summary>
    /// A datagram at a time each way, the next one when the one before has arrived, because datagrams may be
    /// lost. The client's first one makes it known to the listener.
    /// </summary>
    public static async Task DatagramsAsync(RunningProcess client, RunningProcess listener)
    {
        byte[] hello = [0];
        await client.WriteAsync(hello);
        Assert.Equal(hello, await listener.ReadAsync(hello.Length));
        await Task.WhenAll(
            StepAsync(client, listener, Payload.ToListener),
            StepAsync(listener, client, Payload.ToClient)
        );
    }

    private static async Task StepAsync(RunningProcess sender, RunningProcess receiver, Payload payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int start = 0; start < payload.Bytes.Length; start += Datagram)
        {
            await sender.WriteAsync(payload.Bytes.Slice(start, Datagram));
            hash.AppendData(await receiver.ReadAsync(Datagram));
        }

        Assert.Equal(payload.Hash, Convert.ToHexString(hash.GetHashAndReset()));
    }

    private static Task WriteAllAsync(this RunningProcess sender, Payload payload) =>
        sender.Input.WriteAsync(payload.Bytes).AsTask().WaitAsync(TimeSpan.FromMilliseconds(TimeLimit.Transfer));

    private static async Task ExpectAsync(this RunningProcess receiver, Payload payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int left = payload.Bytes.Length; left > 0; )
        {
            byte[] part = await receiver.ReadAsync(Math.Min(left, ReadSize));
            hash.AppendData(part);
            left -= part.Length;
        }

        Assert.Equal(payload.Hash, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
