using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

/// <summary>One of many that are written to. It notes only whose chunk came, and how large it was.</summary>
internal sealed class HubChannel(Schedule schedule) : Channel
{
    public override string Name => "member";

    /// <summary>The first two bytes of each write: the sender and the number.</summary>
    public List<(byte Sender, byte Number)> Chunks { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>Writes that it takes before it fails.</summary>
    public int Takes { get; init; } = int.MaxValue;

    /// <summary>How long it takes for a write.</summary>
    public TimeSpan Each { get; init; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(0);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        for (int turns = schedule.Random.Next(3); turns > 0; turns--)
        {
            await Task.Yield();
        }

        if (Each != TimeSpan.Zero)
        {
            await Task.Delay(Each, schedule.Time, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        if (Chunks.Count == Takes)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        Chunks.Add((bytes.Span[0], bytes.Span[1]));
        Bytes += bytes.Length;
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
