using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class RelayRace : Race
{
    private const int Most = 60;

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        RelayOptions options = new()
        {
            SendOnly = random.Next(8) == 0,
            ReceiveOnly = random.Next(8) == 0,
            IdleTimeout = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(10 + random.Next(2000)) : null,
            QuitAfter = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(10 * random.Next(6)) : null,
            KeepSending = random.Next(6) == 0,
            EndsWithPeer = random.Next(6) == 0,
            InputNeedNotEnd = random.Next(6) == 0,
            LocalIsProgram = random.Next(6) == 0,
        };
        options = options.SendOnly ? options with { ReceiveOnly = false } : options;
        RacingChannel local = Draw(schedule, isPeer: !options.LocalIsProgram && random.Next(4) == 0, hasReader: true);
        RacingChannel remote = Draw(schedule, isPeer: true, hasReader: false);
        using var stop = new CancellationTokenSource();
        Task<Conversation> running = new Relay(local, remote, options, schedule.Time).RunAsync(stop.Token);
        if (random.Next(3) == 0)
        {
            await DelayAsync(schedule, 10 * random.Next(11));
            await stop.CancelAsync();
        }
        else if (options.LocalIsProgram || random.Next(4) == 0)
        {
            await DelayAsync(schedule, 10 * random.Next(11));
            local.Leave();
        }
        else if (random.Next(4) == 0)
        {
            await DelayAsync(schedule, 10 * random.Next(11));
            remote.Leave();
        }

        bool endsByItself = local.End != SourceEnd.Never && remote.End != SourceEnd.Never;
        if (!endsByItself)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMinutes(1), schedule.Time));
            await stop.CancelAsync();
        }

        Conversation it = await running;
        RequireSame(remote.Written.Length, it.Sent, "bytes counted as sent");
        RequireSame(local.Written.Length, it.Received, "bytes counted as received");
        Require(local.Bytes.AsSpan().StartsWith(remote.Written), "what was sent is not a beginning of the input");
        Require(remote.Bytes.AsSpan().StartsWith(local.Written), "what was received is not a beginning of what came");
        RequireSame(local.Taken - it.Sent, it.Undelivered, "bytes told as undelivered");
        RequireSame(local.Taken - it.Sent, it.Unsent.Length, "bytes to be sent again");
        Require(
            local.Bytes.AsSpan(0, local.Taken).EndsWith(it.Unsent.Span),
            "what is to be sent again is not what was left"
        );
        RequireSame(remote.Taken - it.Received, it.Unwritten, "bytes told as unwritten");
        if (it.Ending is Ending.Finished { InputIsOpen: false } && !options.EndsWithPeer && !options.LocalIsProgram)
        {
            Require(options.ReceiveOnly || it.Sent == local.Bytes.Length, $"finished with {it.Sent} sent");
            Require(options.SendOnly || it.Received == remote.Bytes.Length, $"finished with {it.Received} received");
            Require(options.ReceiveOnly || remote.IsCompleted, "finished, and the peer was not told");
        }
    }

    private static RacingChannel Draw(Schedule schedule, bool isPeer, bool hasReader)
    {
        byte[] bytes = new byte[schedule.Random.Next(Most)];
        schedule.Random.NextBytes(bytes);
        return new RacingChannel(schedule)
        {
            Bytes = bytes,
            End = (SourceEnd)Math.Max(0, schedule.Random.Next(6) - 3),
            Takes = schedule.Random.Next(4) == 0 ? schedule.Random.Next(Most) : int.MaxValue,
            HasReader = hasReader,
            IsPeer = isPeer,
        };
    }

    private static Task DelayAsync(Schedule schedule, int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), schedule.Time);
}
