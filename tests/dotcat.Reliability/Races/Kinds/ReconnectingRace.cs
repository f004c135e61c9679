using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class ReconnectingRace : Race
{
    private const int Connections = 8;

    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        byte[] bytes = new byte[random.Next(120)];
        random.NextBytes(bytes);
        var input = new RacingChannel(schedule) { Bytes = bytes };
        var stdio = new LastingChannel(input, schedule.Time);
        var options = new RelayOptions { EndsWithPeer = true, PassEndOn = true };
        var sent = new List<byte>();
        var expected = new List<byte>();
        for (int left = Connections; left > 0; left--)
        {
            bool isLast = left == 1;
            byte[] answer = new byte[random.Next(20)];
            random.NextBytes(answer);
            var peer = new RacingChannel(schedule)
            {
                Bytes = answer,
                End = isLast ? SourceEnd.Never : (SourceEnd)random.Next(3),
                Takes = isLast || random.Next(2) == 0 ? int.MaxValue : random.Next(40),
            };
            using var stop = new CancellationTokenSource();
            Task<Conversation> running = new Relay(stdio, peer, options, schedule.Time).RunAsync(stop.Token);
            if (peer.End == SourceEnd.Never)
            {
                await Task.WhenAny(running, Task.Delay(TimeSpan.FromMinutes(1), schedule.Time));
                await stop.CancelAsync();
            }

            Conversation it = await running;
            sent.AddRange(peer.Written);
            expected.AddRange(answer.AsSpan(0, (int)it.Received));
            RequireSame(peer.Written.Length, it.Sent, "bytes counted as sent");
            RequireSame(peer.Taken - it.Received, it.Unwritten, "bytes told as unwritten");
            stdio.GiveBack(it.Unsent);
            RequireSame(input.Taken, sent.Count + stdio.Ahead, "bytes sent and given back");
            using var between = new CancellationTokenSource();
            Task<bool> looking = stdio.HasEndedAsync(TimeSpan.FromMilliseconds(random.Next(3) * 10), between.Token);
            if (random.Next(3) == 0)
            {
                await Task.Yield();
                await between.CancelAsync();
            }

            try
            {
                if (await looking)
                {
                    RequireSame(bytes.Length, sent.Count, "bytes sent when input was said to be over");
                    break;
                }
            }
            catch (OperationCanceledException) when (between.IsCancellationRequested) { }
        }

        Require(
            bytes.AsSpan().StartsWith(sent.ToArray()),
            "the connections together were not sent the input in its order"
        );
        Require(input.Written.SequenceEqual(expected.ToArray()), "what came was not written in its order");
    }
}
