using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class HubRace : Race
{
    private const int Senders = 2;

    /// <summary>So large that some of them fill an outbox; the same ones are sent again and again.</summary>
    private const int ChunkSize = 8 * 1024 * 1024;

    private const int Cycle = 4;

    private static readonly Chunk[][] _chunks =
    [
        .. Enumerable
            .Range(0, Senders)
            .Select(sender => Enumerable.Range(0, Cycle).Select(number => Make((byte)sender, (byte)number)).ToArray()),
    ];

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        var hub = new Hub(schedule.Time);
        using var run = new CancellationTokenSource();
        var visits = new List<Task>();
        var watched = new List<Outbox>();
        for (int i = 1 + random.Next(4); i > 0; i--)
        {
            visits.Add(VisitAsync(schedule, hub, watched, run.Token));
        }

        var senders = new List<Task>();
        for (int i = 0; i < Senders; i++)
        {
            senders.Add(SendAsync(schedule, hub, i, watched));
        }

        await Task.WhenAll(senders);
        await run.CancelAsync();
        await Task.WhenAll(visits);
        RequireSame(0, hub.Members.Count, "members that are left");
    }

    private static async Task SendAsync(Schedule schedule, Hub hub, int sender, List<Outbox> watched)
    {
        Random random = schedule.Random;
        for (int i = 0; i < 12; i++)
        {
            await Task.Yield();
            Chunk chunk = _chunks[sender][i % Cycle];
            await hub.BroadcastAsync(chunk, sender: null, Hub.HoldLimit, CancellationToken.None);
            foreach (Outbox outbox in watched.ToArray())
            {
                Require(
                    outbox.Memory <= Outbox.Limit + (Senders * chunk.Cost),
                    $"{outbox.Memory} bytes are kept for one member"
                );
            }

            if (random.Next(8) == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * random.Next(6)), schedule.Time);
            }
        }
    }

    /// <summary>Comes, stays a while, and goes as a peer of a chat does.</summary>
    private static async Task VisitAsync(Schedule schedule, Hub hub, List<Outbox> watched, CancellationToken run)
    {
        Random random = schedule.Random;
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3) * 10), schedule.Time, CancellationToken.None);
        var channel = new HubChannel(schedule)
        {
            Takes = random.Next(3) == 0 ? random.Next(10) : int.MaxValue,
            Each = random.Next(4) switch
            {
                0 => TimeSpan.FromMilliseconds(10 * random.Next(11)),
                1 => TimeSpan.FromSeconds(1 + random.Next(10)), // as long as it takes to be dropped, more or less
                _ => TimeSpan.Zero,
            },
        };
        TimeSpan? idleLimit = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(500)) : null;
        await using var member = new Member(channel, idleLimit, schedule.Time, run);
        watched.Add(member.Outbox);
        hub.Join(member.Outbox);
        Task stay =
            random.Next(2) == 0
                ? Task.Delay(
                    TimeSpan.FromMilliseconds((random.Next(2) == 0 ? 10 : 1000) * random.Next(11)),
                    schedule.Time,
                    member.Stop
                )
                : Task.Delay(Timeout.InfiniteTimeSpan, schedule.Time, member.Stop);
        Conversation it = await member.EndAsync(stay);
        hub.Leave(member.Outbox);
        watched.Remove(member.Outbox);

        RequireSame(channel.Bytes, it.Sent, "bytes counted as written");
        Require(it.Undelivered % ChunkSize == 0, "part of a chunk is in flight");
        RequireSame(0, member.Outbox.Memory, "memory that is left");
        Require(
            it.Ending is Ending.Dropped == member.Outbox.IsDropped || it.Ending is Ending.Failed,
            "a drop that is not told"
        );
        Require(it.Ending is not Ending.Finished || it.Undelivered == 0, "finished, and not all was written");
        for (int sender = 0; sender < Senders; sender++)
        {
            byte[] numbers = [.. channel.Chunks.Where(one => one.Sender == sender).Select(static one => one.Number)];
            for (int i = 1; i < numbers.Length; i++)
            {
                RequireSame((numbers[i - 1] + 1) % Cycle, numbers[i], "the chunk after another one of the same sender");
            }
        }
    }

    private static Chunk Make(byte sender, byte number)
    {
        var chunk = new Chunk(ChunkSize);
        (chunk.Room.Span[0], chunk.Room.Span[1]) = (sender, number);
        return chunk.Filled(ChunkSize);
    }
}
