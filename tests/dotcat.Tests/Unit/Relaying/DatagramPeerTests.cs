using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Rule 3: a datagram peer never ends; its answer is waited for after the last datagram.</summary>
public sealed class DatagramPeerTests
{
    private static readonly TimeSpan _wait = RelayOptions.AnswerWait;

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answer_IsWaitedForAfterTheLastDatagram_EitherWay()
    {
        using var run = Datagrams(new RelayOptions { QuitAfter = _wait });
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("question");
        run.Local.ArriveEnd();
        await run.RunUpToAsync(_wait);

        await run.Remote.Arrive("answer");
        run.RunPast(); // over for the question, not for the answer
        await run.RunUpToAsync(_wait - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("answer", run.Local.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answer_WithAWaitOfZero_IsNotWaitedFor()
    {
        using var run = Datagrams(new RelayOptions { QuitAfter = TimeSpan.Zero });

        _ = run.Local.Arrive("said");
        run.Local.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal("said", run.Remote.WrittenText);
        Assert.Equal(TimeSpan.Zero, result.Duration);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendOnly_DoesNotWait()
    {
        using var run = Datagrams(new RelayOptions { SendOnly = true, QuitAfter = _wait });

        _ = run.Local.Arrive("said");
        run.Local.ArriveEnd();
        Conversation result = await run.Start();

        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal(TimeSpan.Zero, result.Duration);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EmptyDatagram_IsNoEnd()
    {
        using var run = Datagrams(new RelayOptions());
        Task<Conversation> relay = run.Start();

        _ = run.Remote.Arrive("");
        await run.Remote.Arrive("after");
        run.Local.ArriveEnd();
        await run.Remote.Completed;
        await run.StopAsync();

        Assert.Equal(5, (await relay).Received);
        Assert.False(run.Local.Completed.IsCompleted);
        Assert.Equal("after", run.Local.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EmptyDatagram_IsPassedOnToADatagramChannel()
    {
        using var run = new RelayRun
        {
            Local = new MemoryChannel { Datagram = true },
            Remote = new MemoryChannel { Datagram = true },
            Options = new RelayOptions { ReceiveOnly = true, IdleTimeout = _wait },
        };
        Task<Conversation> relay = run.Start();

        await run.Remote.Arrive("");
        await run.RunUpToAsync(_wait);
        run.RunPast();
        await relay;

        Assert.Empty(Assert.Single(run.Local.Writes));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OneRead_IsOneDatagram()
    {
        using var run = Datagrams(new RelayOptions { QuitAfter = TimeSpan.Zero });

        _ = run.Local.Arrive("one");
        _ = run.Local.Arrive("two");
        run.Local.ArriveEnd();
        await run.Start();

        Assert.Equal(["one"u8.ToArray(), "two"u8.ToArray()], run.Remote.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LargestDatagram_IsReadWhole()
    {
        using var run = new RelayRun
        {
            Remote = new MemoryChannel { Datagram = true, MaxRead = 1000 },
        };
        Task<Conversation> relay = run.Start();

        await run.Remote.Arrive(new byte[1000]);
        await run.StopAsync();
        await relay;

        Assert.Equal(1000, Assert.Single(run.Local.Writes).Length);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RefusedDatagram_EndsAfterHalfASecond_InWhichWhatCameBeforeIsHeard()
    {
        using var run = Datagrams(new RelayOptions());
        run.Remote.WriteFailure = new IOException("refused");
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("lost");
        await run.RestAsync(_wait);

        await run.Remote.Arrive("came before");
        await run.RunToEndAsync(relay);

        Conversation result = await relay;
        Assert.Equal("came before", run.Local.WrittenText);
        Assert.Equal(Side.Peer, Assert.IsType<Ending.Failed>(result.Ending).Side);
        Assert.Equal(4, result.Undelivered);
    }

    private static RelayRun Datagrams(RelayOptions options) =>
        new()
        {
            Remote = new MemoryChannel { Datagram = true },
            Options = options,
        };
}
