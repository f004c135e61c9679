namespace Dotcat.Reliability.LongRun;

/// <summary>What a client that was let in does.</summary>
/// <param name="Name">As a sentence says it.</param>
/// <param name="Share">How often it is chosen, of the sum of all shares.</param>
/// <param name="ActAsync">Does it; how many bytes came back as they were sent.</param>
internal sealed record Manner(string Name, int Share, Func<EchoClient, Random, CancellationToken, Task<long>> ActAsync)
{
    private const int AtOnce = 64 * 1024;

    public static IReadOnlyList<Manner> All { get; } =
    [
        new("short", 50, ShortAsync),
        new("bulk", 3, BulkAsync),
        new("half-close", 15, HalfCloseAsync),
        new("reset", 10, ResetAsync),
        new("silent", 6, SilentAsync),
        new("slow reader", 4, SlowAsync) { ReceiveBuffer = 4096 },
    ];

    /// <summary>Of its socket, in bytes; null for the system's.</summary>
    public int? ReceiveBuffer { get; private init; }

    private static async Task<long> ShortAsync(EchoClient client, Random random, CancellationToken limit)
    {
        long total = 0;
        for (int left = random.Next(1, 10); left > 0; left--)
        {
            ReadOnlyMemory<byte> message = RandomBytes.Take(random, random.Next(1, 2000));
            await client.SendAsync(message, limit);
            await client.ExpectAsync(message, AtOnce, TimeSpan.Zero, limit);
            total += message.Length;
        }

        return total;
    }

    private static async Task<long> BulkAsync(EchoClient client, Random random, CancellationToken limit)
    {
        ReadOnlyMemory<byte> bytes = RandomBytes.Take(random, random.Next(1_000_000, 8_000_000));
        await Task.WhenAll(SendAllAsync(client, bytes, limit), client.ExpectAsync(bytes, AtOnce, TimeSpan.Zero, limit));
        await client.ExpectEndAsync(limit);
        return bytes.Length;
    }

    /// <summary>Everything comes back after it has said that this is all.</summary>
    private static async Task<long> HalfCloseAsync(EchoClient client, Random random, CancellationToken limit)
    {
        ReadOnlyMemory<byte> bytes = RandomBytes.Take(random, random.Next(1, 60_000));
        await SendAllAsync(client, bytes, limit);
        await client.ExpectAsync(bytes, AtOnce, TimeSpan.Zero, limit);
        await client.ExpectEndAsync(limit);
        return bytes.Length;
    }

    private static async Task<long> ResetAsync(EchoClient client, Random random, CancellationToken limit)
    {
        ReadOnlyMemory<byte> bytes = RandomBytes.Take(random, random.Next(1, 60_000));
        await client.SendAsync(bytes, limit);
        ReadOnlyMemory<byte> read = bytes[..random.Next(bytes.Length)];
        await client.ExpectAsync(read, AtOnce, TimeSpan.Zero, limit);
        client.Reset();
        return read.Length;
    }

    private static async Task<long> SilentAsync(EchoClient client, Random random, CancellationToken limit)
    {
        await Task.Delay(random.Next(1, 500), limit);
        return 0;
    }

    private static async Task<long> SlowAsync(EchoClient client, Random random, CancellationToken limit)
    {
        ReadOnlyMemory<byte> bytes = RandomBytes.Take(random, random.Next(100_000, 500_000));
        await Task.WhenAll(
            SendAllAsync(client, bytes, limit),
            client.ExpectAsync(bytes, 8192, TimeSpan.FromMilliseconds(random.Next(5, 20)), limit)
        );
        await client.ExpectEndAsync(limit);
        return bytes.Length;
    }

    private static async Task SendAllAsync(EchoClient client, ReadOnlyMemory<byte> bytes, CancellationToken limit)
    {
        await client.SendAsync(bytes, limit);
        await client.CompleteAsync(limit);
    }
}
