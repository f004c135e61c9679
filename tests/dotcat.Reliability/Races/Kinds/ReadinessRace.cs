using Dotcat.Interop;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class ReadinessRace : Race
{
    private const int Rounds = 4;

    public override async Task RunAsync(Schedule schedule)
    {
        Pollers.Renew();
        var work = new List<Task>();
        for (int i = 1 + schedule.Random.Next(3); i > 0; i--)
        {
            work.Add(UsePipeAsync(schedule));
        }

        await Task.WhenAll(work);
        RequireSame(0, Pollers.CountWatched(), "descriptors still watched");
    }

    /// <summary>One writes and two wait, one of them by both ends; then the numbers are another pipe's.</summary>
    private static async Task UsePipeAsync(Schedule schedule)
    {
        for (int round = 0; round < Rounds; round++)
        {
            await Task.Yield();
            using var pipe = new PipePair(4096);
            using var stop = new CancellationTokenSource();
            int size = 1 + schedule.Random.Next(6);
            Task<int> reading = ReadAsync(pipe, size);
            Task<bool> beside = BesideAsync(schedule, pipe, stop.Token);
            for (int i = 0; i < size; i++)
            {
                await Task.Yield();
                new DescriptorStream(pipe.WriteEnd).Write([(byte)i]);
            }

            RequireSame(size, await reading, "bytes read");
            await stop.CancelAsync();
            await beside;
        }
    }

    private static async Task<int> ReadAsync(PipePair pipe, int size)
    {
        using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
        var readiness = new Readiness();
        byte[] one = new byte[1];
        int seen = 0;
        while (seen < size)
        {
            while (Libc.Look(pipe.ReadEnd, Libc.POLLIN) == 0)
            {
                Require(await readiness.WaitAsync(reader, Libc.POLLIN), "a wait ended by a reader that had not gone");
            }

            RequireSame(1, new DescriptorStream(pipe.ReadEnd).Read(one), "bytes in a read");
            RequireSame(seen++, one[0], "the next byte");
        }

        await Poller.LeaveAsync();
        return seen;
    }

    /// <summary>Waits for what the other one waits for, too, until it is told not to.</summary>
    private static async Task<bool> BesideAsync(Schedule schedule, PipePair pipe, CancellationToken stop)
    {
        int wait = schedule.Random.Next(3);
        using PolledDescriptor watched = Poller.Current.Watch(wait == 0 ? pipe.WriteEnd : pipe.ReadEnd);
        try
        {
            await (
                wait == 0 ? Readiness.WaitAsync(watched, Libc.POLLOUT, stop)
                : wait == 1 ? Readiness.WaitAsync(watched, Libc.POLLIN, stop)
                : Readiness.WaitAsync(watched, Libc.POLLHUP, stop)
            );
            return true;
        }
        catch (OperationCanceledException)
        {
            Require(stop.IsCancellationRequested, "cancelled by nobody");
            return false;
        }
    }
}
