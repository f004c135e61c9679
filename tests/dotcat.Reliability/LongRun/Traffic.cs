using System.Net;

namespace Dotcat.Reliability.LongRun;

/// <summary>Clients of one kind of listener, and what their side of it needs.</summary>
internal abstract class Traffic : IAsyncDisposable
{
    /// <summary>Whose clients are turned away.</summary>
    public static IPAddress Denied { get; } = IPAddress.Parse("127.0.0.2");

    /// <summary>The tool's, but for the address.</summary>
    public abstract IReadOnlyList<string> Arguments { get; }

    /// <summary>Descriptors that the listener may keep for the next clients.</summary>
    public virtual int KeptDescriptors => 0;

    /// <summary>What was right.</summary>
    public Volume Volume { get; } = new();

    /// <summary>Exchanges of all manners, several at once, until it is over and the last ones have ended.</summary>
    /// <exception cref="BrokenException">One was not as it should be.</exception>
    public abstract Task RunAsync(IPEndPoint listener, int seed, CancellationToken over, CancellationToken limit);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>One exchange after the other by several workers, each by a seed of its own.</summary>
    protected static Task WorkAsync(int workers, int seed, Func<Random, Task> exchange, CancellationToken over) =>
        Task.WhenAll(
            Enumerable.Range(0, workers).Select(i => Task.Run(() => WorkAsync(new Random(seed + i), exchange, over)))
        );

    private static async Task WorkAsync(Random random, Func<Random, Task> exchange, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await exchange(random);
        }
    }
}
