using System.Net.Sockets;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class EchoServiceTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EachRead_IsSentBack_AndTheEndToo()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();

        await peer.Arrive("one ");
        await peer.Arrive("two");
        peer.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run.Served(0));
        Assert.Equal("one two", peer.WrittenText);
        Assert.True(peer.Completed.IsCompleted);
        Assert.Equal(["memory has gone: sent 7 bytes, received 7 bytes in 0 ms"], run.Said);
        Assert.False(run.Stdio.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AStuckPeer_HoldsUpNobody()
    {
        await using ServiceRun run = Open();
        MemoryChannel stuck = run.Meet();
        stuck.Stick();
        _ = stuck.Arrive("mine");
        await stuck.Writing;

        MemoryChannel other = run.Meet();
        await other.Arrive("yours");

        Assert.Equal("yours", other.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EmptyDatagram_IsAMessageToo()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet(new MemoryChannel { Datagram = true });

        await peer.Arrive("");
        await peer.Arrive("x");

        Assert.Equal(
            [
                [],
                "x"u8.ToArray(),
            ],
            peer.Writes
        );
        Assert.Equal(["0 bytes from memory", "1 byte from memory"], run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task APeerThatCannotBeAnswered_IsHeardOn()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet(new MemoryChannel { Datagram = true, Nameless = true });

        await peer.Arrive("one");
        await peer.Arrive("three");
        await run.StopAsync();

        Assert.Empty(peer.Writes);
        Assert.Contains("memory is not answered: it has no address to answer to", run.Said);
        Assert.Equal("memory: up to 8 bytes were not delivered", run.Said[^1]);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_IsSaidWithWhatWasLost(bool keepOpen)
    {
        await using ServiceRun run = Open(new ServiceOptions { KeepOpen = keepOpen });
        MemoryChannel peer = run.Meet();
        peer.WriteFailure = new SocketException((int)SocketError.ConnectionReset);

        _ = peer.Arrive("12345");

        Assert.Equal(ExitCode.Failed, await run.Served(0));
        Assert.Equal(
            [
                "memory has gone: sent 0 bytes, received 5 bytes in 0 ms",
                "memory: connection reset by the peer",
                "memory: up to 5 bytes were not delivered",
            ],
            run.Said
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task FailureOfOneOfMany_IsQuietWithoutV()
    {
        await using var run = new ServiceRun(New, new ServiceOptions { KeepOpen = true });

        run.Meet().ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await run.Served(0);

        Assert.Empty(run.Said);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_ForTheLimit_IsTheEnd()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new ServiceOptions { Relay = new RelayOptions { IdleTimeout = limit } });
        MemoryChannel peer = run.Meet();
        await peer.Arrive("x");

        run.Time.Advance(limit);

        Assert.Equal(ExitCode.Done, await run.Served(0));
        Assert.Equal(
            ["memory has gone: sent 1 byte, received 1 byte in 5 s", "memory: nothing moved for 5 s"],
            run.Said
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagram_ReadAsTheLimitPasses_IsStillAnswered()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new ServiceOptions { Relay = new RelayOptions { IdleTimeout = limit } });
        MemoryChannel peer = run.Meet(new MemoryChannel { Datagram = true });

        _ = peer.Arrive(() =>
        {
            run.Time.Advance(limit);
            return "late"u8.ToArray();
        });
        await run.Served(0);

        Assert.Equal("late", peer.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStuckPeer_ThatIsGivenUp_IsSaidWithWhatWasLost(bool fellSilent)
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new ServiceOptions { Relay = new RelayOptions { IdleTimeout = limit } });
        MemoryChannel peer = run.Meet();
        peer.Stick();
        _ = peer.Arrive("12345");
        await peer.Writing;

        run.Time.Advance(fellSilent ? limit : TimeSpan.Zero);
        await (fellSilent ? run.Served(0) : run.StopAsync());

        Assert.Equal("memory: up to 5 bytes were not delivered", run.Said[^1]);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Alone_DrainsBeforeItEnds()
    {
        var drained = new TaskCompletionSource();
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet(new MemoryChannel { Drain = drained.Task.WaitAsync });
        peer.ArriveEnd();
        await peer.Completed;
        Assert.False(run.Served(0).IsCompleted);

        drained.SetResult();

        await run.Served(0);
    }

    private static EchoService New(MemoryChannel stdio, ServiceOptions options, Reporter reporter, TimeProvider time) =>
        new(options, reporter, time);

    private static ServiceRun Open(ServiceOptions? options = null) =>
        new(New, options ?? new ServiceOptions(), Verbosity.Events);
}
