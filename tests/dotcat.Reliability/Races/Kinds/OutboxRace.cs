using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class OutboxRace : Race
{
    private const int Senders = 3;

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        using var run = new CancellationTokenSource();
        var channel = new RacingChannel(schedule) { Takes = random.Next(3) == 0 ? random.Next(30) : int.MaxValue };
        var idle = new IdleTimer(null, schedule.Time, run.Token);
        var outbox = new Outbox(channel, idle, schedule.Time);
        var posted = new List<byte[]>[Senders];
        var senders = new List<Task>();
        for (int i = 0; i < Senders; i++)
        {
            posted[i] = [];
            senders.Add(SendAsync(outbox, (byte)i, posted[i], random));
        }

        Func<Task> end = random.Next(4) switch
        {
            0 or 1 => DropAsync,
            2 => outbox.StopAsync,
            _ => outbox.CloseAsync,
        };
        Task over = LaterAsync(end, random.Next(30));
        await Task.WhenAll(senders);
        await (end == DropAsync ? Task.CompletedTask : over);
        await outbox.CloseAsync();

        long total = posted.Sum(static list => list.Sum(static part => (long)part.Length));
        RequireSame(total, outbox.Sent + outbox.InFlight, "bytes written and in flight");
        long part = channel.Written.Length - outbox.Sent; // of a chunk whose write came to nothing
        Require(part >= 0 && (part == 0 || outbox.IsClosed), $"{part} bytes more were written than counted");
        RequireSame(0, outbox.Memory, "memory that is left");
        for (int i = 0; i < Senders; i++)
        {
            byte[] wanted = [.. posted[i].SelectMany(static part => part)];
            byte[] seen = [.. channel.Written.ToArray().Where(one => one >> 6 == i)];
            Require(wanted.AsSpan().StartsWith(seen), $"sender {i}'s bytes are not a beginning of what it posted");
        }

        bool isWhole = outbox is { IsDropped: false, Failure: null } && !idle.Token.IsCancellationRequested;
        Require(!isWhole || (outbox.InFlight == 0 && part == 0), "nothing failed, and not all was written");
        await outbox.CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await idle.DisposeAsync(); // as its member does, whoever may be about to drop it
        await over;
        isWhole &= !idle.Token.IsCancellationRequested;
        Require(!isWhole || channel.IsCompleted, "nothing failed, and the channel was not told the end");

        Task DropAsync()
        {
            outbox.Drop();
            return Task.CompletedTask;
        }
    }

    private static async Task SendAsync(Outbox outbox, byte sender, List<byte[]> posted, Random random)
    {
        byte next = 0;
        for (int i = 0; i < 6; i++)
        {
            await Task.Yield();
            byte[] bytes = new byte[1 + random.Next(4)];
            byte start = next;
            for (int j = 0; j < bytes.Length; j++)
            {
                bytes[j] = (byte)((sender << 6) | (next++ & 63));
            }

            var chunk = Chunk.Of(bytes);
            if (outbox.Post(chunk))
            {
                posted.Add(bytes);
            }
            else
            {
                next = start;
            }

            chunk.Release();
        }
    }

    private static async Task LaterAsync(Func<Task> act, int turns)
    {
        for (; turns > 0; turns--)
        {
            await Task.Yield();
        }

        await act();
    }
}
