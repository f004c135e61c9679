using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reliability.Races.Scheduling;
using Dotcat.Reporting;
using ChannelQueue = System.Threading.Channels.Channel;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class ArrivalsRace : Race
{
    public override async Task RunAsync(Schedule schedule)
    {
        Random random = schedule.Random;
        await using var door = new Door();
        var arrivals = new Arrivals(door, null, new Reporter(TextWriter.Null, Verbosity.Quiet), schedule.Time)
        {
            OneByOne = random.Next(3) == 0,
        };
        using var stop = new CancellationTokenSource();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var met = new List<Channel>();
        int inTurn = 0;
        int there = 0;
        Task meeting = arrivals.MeetAllAsync(MeetAsync, over.Task, stop);
        int count = random.Next(6);
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            door.Come(new RacingChannel(schedule));
        }

        bool waits = random.Next(2) == 0;
        if (waits)
        {
            await schedule.UntilAsync(() => met.Count == count);
        }

        over.SetResult();
        await meeting;
        RequireSame(0, there, "clients that are there when all have gone");
        RequireSame(met.Count, met.Distinct().Count(), "clients met once");
        Require(!waits || met.Count == count, "clients that came were not met");
        await door.DisposeAsync();
        Require(door.Accepted.TrueForAll(one => one.IsDisposed || met.Contains(one)), "one was accepted and forgotten");

        async Task MeetAsync(Channel arrival, CancellationToken cancellation)
        {
            met.Add(arrival);
            there++;
            inTurn++;
            Require(!arrivals.OneByOne || inTurn == 1, "one was let in before another one's turn had ended");
            try
            {
                for (int turns = random.Next(5); turns > 0; turns--)
                {
                    await Task.Yield();
                }

                inTurn--;
                arrivals.EndTurn();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), schedule.Time, CancellationToken.None);
            }
            finally
            {
                there--;
            }
        }
    }

    /// <summary>Where they come.</summary>
    private sealed class Door()
        : Listener([new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)])
    {
        private readonly System.Threading.Channels.Channel<RacingChannel> _coming =
            ChannelQueue.CreateUnbounded<RacingChannel>();

        public List<RacingChannel> Accepted { get; } = [];

        public void Come(RacingChannel channel) => _coming.Writer.TryWrite(channel);

        protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation)
        {
            RacingChannel coming = await _coming.Reader.ReadAsync(cancellation);
            Accepted.Add(coming);
            return coming;
        }
    }
}
