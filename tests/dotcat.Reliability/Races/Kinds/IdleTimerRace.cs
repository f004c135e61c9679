using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class IdleTimerRace : Race
{
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(50);

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        using var run = new CancellationTokenSource();
        var touched = new List<long> { schedule.Time.GetTimestamp() };
        long? ended = null;
        var timer = new IdleTimer(_limit, schedule.Time, run.Token);
        bool isTold = false;
        Task waiting = WaitAsync();
        Task telling = random.Next(3) switch
        {
            0 => TellAsync(timer.Cancel),
            1 => TellAsync(run.Cancel),
            _ => Task.CompletedTask,
        };
        for (int i = random.Next(6); i > 0; i--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10 * random.Next(7)), schedule.Time);
            touched.Add(schedule.Time.GetTimestamp());
            timer.Touch();
        }

        bool isLeft = random.Next(3) == 0; // before it has gone off
        if (!isLeft)
        {
            await waiting;
            long last = touched.LastOrDefault(one => one < ended!.Value); // at the same moment either may be the first
            TimeSpan silence = schedule.Time.GetElapsedTime(last, ended!.Value);
            Require(
                isTold || schedule.TimePasses || silence >= _limit,
                $"ended after {silence.TotalMilliseconds} ms of silence"
            );
            Require(
                schedule.TimePasses || silence <= _limit,
                $"{silence.TotalMilliseconds} ms of silence did not end it"
            );
            Require(isTold || timer.HasExpired, "ended by silence, which is not told");
        }

        await timer.DisposeAsync();
        await telling;
        if (isLeft)
        {
            await Task.Delay(2 * _limit, schedule.Time); // and nothing throws
        }

        async Task WaitAsync()
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, schedule.Time, timer.Token);
            }
            catch (OperationCanceledException)
            {
                ended = schedule.Time.GetTimestamp();
            }
        }

        async Task TellAsync(Action tell)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10 * random.Next(15)), schedule.Time);
            isTold = true;
            tell();
        }
    }
}
