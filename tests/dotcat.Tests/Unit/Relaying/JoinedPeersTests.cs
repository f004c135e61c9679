using System.Net.Sockets;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Two peers that are joined: what holds for the remote end holds for the local one, too.</summary>
public sealed class JoinedPeersTests
{
    private static readonly RelayOptions _both = new() { KeepSending = true };

    private readonly SocketException _reset = new((int)SocketError.ConnectionReset);

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_OfEither_IsPassedOn_AndTheOtherWayGoesOn(bool isLocal)
    {
        using RelayRun run = Join();
        (MemoryChannel first, MemoryChannel second) = Ends(run, isLocal);
        Task<Conversation> relay = run.Start();
        await first.Arrive("question");
        first.ArriveEnd();
        await second.Completed;
        run.Time.Advance(TimeSpan.FromHours(1));

        await second.Arrive("a late answer");
        second.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal(("question", "a late answer"), (second.WrittenText, first.WrittenText));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_OfEither_LetsTheOtherTakeWhatWasSent(bool isLocal)
    {
        using RelayRun run = Join();
        (MemoryChannel first, MemoryChannel second) = Ends(run, isLocal);
        var draining = new TaskCompletionSource();
        var drained = new TaskCompletionSource();
        second.Undelivered = 5;
        second.Drain = _ =>
        {
            draining.SetResult();
            return drained.Task;
        };
        Task<Conversation> relay = run.Start();
        await first.Arrive("12345");
        first.ArriveFailure(_reset);
        await draining.Task;
        Assert.False(relay.IsCompleted);

        second.Undelivered = 0;
        drained.SetResult();
        Conversation result = await relay;

        Assert.Equal(new Ending.Failed(isLocal ? Side.Input : Side.Peer, _reset), result.Ending);
        Assert.Equal((0, 0), (result.Undelivered, result.Unwritten));
        Assert.Equal("12345", second.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_OfEither_BeforeItHasTheLastBytes_IsAFailure(bool isLocal)
    {
        using RelayRun run = Join();
        (MemoryChannel first, MemoryChannel second) = Ends(run, isLocal);
        first.Undelivered = 3;
        first.Drain = _ => Task.FromException(_reset);
        Task<Conversation> relay = run.Start();
        await second.Arrive("12345");
        second.ArriveEnd();
        await first.Completed;
        first.ArriveEnd();

        Conversation result = await relay;

        Assert.Equal(new Ending.Failed(isLocal ? Side.Output : Side.Peer, _reset), result.Ending);
        Assert.Equal(isLocal ? (0, 3) : (3, 0), (result.Undelivered, result.Unwritten));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_OfBoth_CountsWhatTheOtherDidNotTake(bool isLocal)
    {
        using RelayRun run = Join();
        (MemoryChannel first, MemoryChannel second) = Ends(run, isLocal);
        second.Undelivered = 3;
        second.Drain = _ => throw _reset;
        Task<Conversation> relay = run.Start();
        await first.Arrive("12345");
        first.ArriveFailure(_reset);

        Conversation result = await relay;

        Assert.Equal(3, isLocal ? result.Undelivered : result.Unwritten);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_Failed_StillBringsTheLastWords(bool isLocal)
    {
        using RelayRun run = Join();
        (MemoryChannel first, MemoryChannel second) = Ends(run, isLocal);
        second.WriteFailure = _reset;
        Task<Conversation> relay = run.Start();
        _ = first.Arrive("12345");
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await second.Arrive("I am full");
        second.ArriveFailure(_reset);
        Conversation result = await relay;

        Assert.Equal("I am full", first.WrittenText);
        Assert.Equal(5, isLocal ? result.Undelivered : result.Unwritten);
        Assert.Equal(new Ending.Failed(isLocal ? Side.Peer : Side.Output, _reset), result.Ending);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DatagramPeer_IsLeft_HalfASecondAfterTheLastOne(bool isLocal)
    {
        using RelayRun run = new()
        {
            Local = new MemoryChannel { Nameless = true, Datagram = !isLocal },
            Remote = new MemoryChannel { Nameless = true, Datagram = isLocal },
            Options = _both,
        };
        (MemoryChannel stream, MemoryChannel datagrams) = Ends(run, isLocal);
        Task<Conversation> relay = run.Start();
        stream.ArriveEnd();
        await datagrams.Completed;
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        await datagrams.Arrive("answer");
        run.RunPast(); // over since the end, not since the answer
        await run.RunUpToAsync(RelayOptions.AnswerWait - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("answer", stream.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_EndsThem()
    {
        var idle = TimeSpan.FromSeconds(10);
        using RelayRun run = Join(_both with { IdleTimeout = idle });
        Task<Conversation> relay = run.Start();
        await run.RunUpToAsync(idle);
        run.RunPast();

        Assert.Equal(new Ending.Idle(idle), (await relay).Ending);
    }

    private static RelayRun Join(RelayOptions? options = null) =>
        new()
        {
            Local = new MemoryChannel { Nameless = true },
            Remote = new MemoryChannel { Nameless = true },
            Options = options ?? _both,
        };

    private static (MemoryChannel First, MemoryChannel Second) Ends(RelayRun run, bool isLocal) =>
        isLocal ? (run.Local, run.Remote) : (run.Remote, run.Local);
}
