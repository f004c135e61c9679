using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class SomebodyRace : Race
{
    private const int Count = 8;

    public override async Task RunAsync(Schedule schedule)
    {
        var hub = new Hub(schedule.Time);
        var seen = new List<(byte Sender, byte Number)>();
        Task coming = ComeAsync(schedule, hub, seen, until: Count);
        for (byte i = 0; i < Count; i++)
        {
            var chunk = Chunk.Of([0, i]);
            await hub.DeliverAsync(chunk, CancellationToken.None);
            chunk.Release();
        }

        await coming;
        RequireSame(Count, seen.Count, "chunks delivered");
        Require(seen.Select(static one => (int)one.Number).SequenceEqual(Enumerable.Range(0, Count)), "their order");
    }

    /// <summary>One after the other comes and goes, until so many chunks were delivered.</summary>
    private static async Task ComeAsync(Schedule schedule, Hub hub, List<(byte, byte)> seen, int until)
    {
        while (seen.Count < until)
        {
            var channel = new HubChannel(schedule);
            await using var member = new Member(channel, null, schedule.Time, CancellationToken.None);
            hub.Join(member.Outbox);
            for (int turns = schedule.Random.Next(6); turns > 0; turns--)
            {
                await Task.Yield();
            }

            Conversation it = await member.EndAsync(Task.CompletedTask);
            hub.Leave(member.Outbox);
            RequireSame(0, it.Undelivered, "bytes in flight when it was closed");
            seen.AddRange(channel.Chunks);
        }
    }
}
