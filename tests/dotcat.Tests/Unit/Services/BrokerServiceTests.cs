using System.Net.Sockets;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class BrokerServiceTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatOneSends_GoesToAllOthers_AndNotToStandardOutput()
    {
        await using ServiceRun run = Open();
        MemoryChannel[] peers = [run.Meet(), run.Meet(), run.Meet()];

        await peers[1].Arrive("hello");

        Assert.Equal(["hello", "", "hello"], peers.Select(static peer => peer.WrittenText));
        Assert.Empty(run.Stdio.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_GoesToAll_AndItsEndEndsNobody()
    {
        await using ServiceRun run = Open();
        MemoryChannel[] peers = [run.Meet(), run.Meet()];

        await run.TypeAsync("news");
        run.Stdio.ArriveEnd();
        await peers[0].Arrive("after that");

        Assert.Equal(["news", "newsafter that"], peers.Select(static peer => peer.WrittenText));
        Assert.False(peers[0].Completed.IsCompleted);
        Assert.False(run.Over.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatIsSaidToAnEmptyRoom_IsGone()
    {
        await using ServiceRun run = Open();
        MemoryChannel alone = run.Meet();
        await alone.Arrive("anybody?");

        MemoryChannel late = run.Meet();
        await alone.Arrive("hello");

        Assert.Equal("hello", late.WrittenText);
        Assert.Empty(alone.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_GetsAnAnswer_AndNotTheRestOfTheTalk()
    {
        await using ServiceRun run = Open();
        MemoryChannel asks = run.Meet();
        MemoryChannel answers = run.Meet();
        asks.ArriveEnd();
        await run.Time.TimerSetAsync(RelayOptions.AnswerWait, count: 2); // an answer's and standard input's

        await answers.Arrive("answer");
        run.Time.Advance(RelayOptions.AnswerWait - _tick);
        await answers.Arrive(" and more");
        Assert.False(run.Served(0).IsCompleted);
        run.Time.Advance(_tick);

        await run.Served(0);
        await answers.Arrive("too late");
        Assert.Equal("answer and more", asks.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HalfClosedPeer_GetsInput_UntilThatEnds_OnceItHasBroughtSomething()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();
        await run.TypeAsync("one ");
        peer.ArriveEnd();
        await peer.Watched;

        run.Time.Advance(TimeSpan.FromHours(1));
        await run.TypeAsync("two");
        Assert.False(run.Served(0).IsCompleted);
        run.Stdio.ArriveEnd();

        await run.Served(0);
        Assert.Equal("one two", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeerThatTakesNothing_IsDroppedAndSaid_AndTheOthersGoOn()
    {
        await using ServiceRun run = Open();
        MemoryChannel talker = run.Meet();
        MemoryChannel listener = run.Meet();
        MemoryChannel stuck = run.Meet();
        stuck.Stick();
        byte[] much = new byte[64 * 1024];

        int sent = 0;
        for (; sent * (long)much.Length < StallWatch.Threshold; sent++)
        {
            await talker.Arrive(much);
        }

        await run.Time.TimerSetAsync(StallWatch.Limit);
        Assert.False(run.Served(2).IsCompleted);
        run.Time.Advance(StallWatch.Limit);

        Assert.Equal(ExitCode.Failed, await run.Served(2));
        Assert.Equal("memory dropped: it does not take what is sent to it", run.Said[0]);
        Assert.Equal(sent, listener.Writes.Count);
        Assert.False(run.Served(1).IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TwoPeers_OneOfThemStuck_HoldTheOtherUpForAMomentOnly()
    {
        await using ServiceRun run = Open();
        MemoryChannel talker = run.Meet();
        run.Meet().Stick();
        byte[] much = new byte[64 * 1024];
        Task talk = Task.CompletedTask;
        for (int i = 0; i < 32; i++)
        {
            talk = talker.Arrive(much);
        }

        await run.Time.TimerSetAsync(Hub.HoldLimit);
        Assert.False(talk.IsCompleted);
        run.Time.Advance(Hub.HoldLimit);

        await run.Served(1);
        await talk;
        Assert.False(run.Served(0).IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stopped_WhileOneIsHeldUp_SaysNothingOfThat()
    {
        await using ServiceRun run = Open(Verbosity.Events);
        MemoryChannel talker = run.Meet();
        run.Meet().Stick();
        byte[] much = new byte[64 * 1024];
        for (int i = 0; i < 32; i++)
        {
            _ = talker.Arrive(much);
        }

        await run.Time.TimerSetAsync(Hub.HoldLimit);
        await run.StopAsync();

        Assert.DoesNotContain(run.Said, static line => line.Contains("cancel", StringComparison.Ordinal));
        Assert.Equal(2, run.Said.Count(static line => line.Contains("has gone", StringComparison.Ordinal)));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeersReset_DisturbsNobody()
    {
        await using ServiceRun run = Open();
        MemoryChannel one = run.Meet();
        MemoryChannel two = run.Meet();
        run.Meet().ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await run.Served(2);

        await one.Arrive("goes on");

        Assert.Equal("goes on", two.WrittenText);
        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OnePeerAtOnceReadAndWrittenToByMany_GetsEveryMessageWhole()
    {
        await using ServiceRun run = Open();
        MemoryChannel listener = run.Meet();
        MemoryChannel[] talkers = [.. Enumerable.Range(0, 8).Select(_ => run.Meet())];

        await Task.WhenAll(
            talkers.Select(
                (talker, who) =>
                    Task.Run(async () =>
                    {
                        for (int i = 0; i < 100; i++)
                        {
                            await talker.Arrive($"{who}:{i}\n");
                        }
                    })
            )
        );
        await run.StopAsync();

        string[] lines = listener.WrittenText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(800, lines.Length);
        for (int who = 0; who < talkers.Length; who++)
        {
            Assert.Equal(
                Enumerable.Range(0, 100).Select(i => $"{who}:{i}"),
                lines.Where(line => line.StartsWith($"{who}:", StringComparison.Ordinal))
            );
        }
    }

    private static ServiceRun Open(Verbosity verbosity = Verbosity.Quiet) =>
        new(
            static (stdio, options, reporter, time) => new BrokerService(stdio, options, reporter, time),
            new ServiceOptions { KeepOpen = true },
            verbosity
        );
}
