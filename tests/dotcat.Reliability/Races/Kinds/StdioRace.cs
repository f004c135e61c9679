using Dotcat.Channels;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class StdioRace : Race
{
    private const int Most = 40;

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        byte[] bytes = new byte[random.Next(Most)];
        random.NextBytes(bytes);
        await using var input = new BlockingStream(schedule, bytes);
        await using var output = new BlockingStream(schedule, []);
        var stdio = new StdioChannel(input, output);
        var seen = new List<byte>();
        byte[] buffer = new byte[8];
        while (true)
        {
            using var giveUp = new CancellationTokenSource();
            ValueTask<int> reading = stdio.ReadAsync(buffer, giveUp.Token);
            if (random.Next(2) == 0)
            {
                await Task.Yield();
                await giveUp.CancelAsync();
            }

            try
            {
                int count = await reading;
                if (count == 0)
                {
                    break;
                }

                seen.AddRange(buffer.AsSpan(0, count));
            }
            catch (OperationCanceledException)
            {
                Require(giveUp.IsCancellationRequested, "given up by nobody");
                continue;
            }

            using var stop = new CancellationTokenSource();
            int before = seen.Count;
            ValueTask writing = stdio.WriteAsync(
                seen.ToArray().AsMemory(output.Written.Count..),
                CancellationToken.None
            );
            await writing;
            RequireSame(before, output.Written.Count, "bytes written");
        }

        Require(seen.SequenceEqual(bytes), "what was read is not what there was");
        Require(output.Written.SequenceEqual(bytes), "what was written is not what was read");
    }
}
