using System.Diagnostics;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Data;

/// <summary>Moves bytes both ways at once between two tools that are connected, and compares the hashes.</summary>
internal static class Exchange
{
    /// <returns>How much was moved, and how fast.</returns>
    /// <exception cref="BrokenException">Something else arrived than was sent, or a tool failed.</exception>
    public static async Task<string> RunAsync(
        ToolProcess client,
        ToolProcess listener,
        long length,
        Conditions conditions
    )
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            MoveAsync(client, listener, new Content(conditions.Seed, length), conditions.Limit),
            MoveAsync(listener, client, new Content(conditions.Seed + 1, length), conditions.Limit)
        );
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        await client.ExpectExitAsync(0, conditions.Limit);
        await listener.ExpectExitAsync(0, conditions.Limit);
        return $"{length / 1e6:N0} MB each way, hashes equal, {length / 1e6 / took.TotalSeconds:N1} MB/s";
    }

    private static async Task MoveAsync(ToolProcess from, ToolProcess to, Content content, CancellationToken limit)
    {
        Task<string> sending = content.WriteToAsync(from.Input, limit);
        Received received = await Received.ReadAsync(to.Output, limit);
        string sent = await sending;
        BrokenException.ThrowUnless(
            received.Length == content.Length,
            $"of {content.Length} bytes {received.Length} arrived; {from.Words} | {to.Words}"
        );
        BrokenException.ThrowUnless(received.Hash == sent, "the bytes that arrived are not those that were sent");
    }
}
