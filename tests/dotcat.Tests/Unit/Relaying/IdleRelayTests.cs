using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary><c>-i</c>: the relay ends when nothing moved either way for so long.</summary>
public sealed class IdleRelayTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_BothWays_EndsAfterTheLimit()
    {
        using var run = Idling();
        Task<Conversation> relay = run.Start();

        await run.RunUpToAsync(_limit);
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal(new Ending.Idle(_limit), result.Ending);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_EitherWay_StartTheLimitAnew(bool outward)
    {
        using var run = Idling();
        MemoryChannel source = outward ? run.Local : run.Remote;
        Task<Conversation> relay = run.Start();
        await run.RunUpToAsync(_limit);

        await source.Arrive("moved");
        run.RunPast();
        await run.RunUpToAsync(_limit - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Idle(_limit), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task StuckPeer_IsSilenceToo()
    {
        using var run = Idling();
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("12345");
        await run.Remote.Writing;

        await run.RunUpToAsync(_limit);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal((new Ending.Idle(_limit), 5L), (result.Ending, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SlowPeer_ThatTookIt_StartsTheLimitAnew()
    {
        using var run = Idling();
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        Task taken = run.Local.Arrive("12345");
        await run.Remote.Writing;
        await run.RunUpToAsync(_limit);

        run.Remote.Unstick();
        await taken;
        run.RunPast();
        await run.RunUpToAsync(_limit - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Idle(_limit), (await relay).Ending);
    }

    /// <summary>What a peer has sent is missing from the output, unless that was to have none.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false, 7)]
    [InlineData(true, 0)]
    public async Task Unread_IsUnwritten_UnlessOnlySending(bool sendOnly, long unwritten)
    {
        using var run = new RelayRun
        {
            Remote = new MemoryChannel { Nameless = true, Unread = 7 },
            Options = new RelayOptions { IdleTimeout = _limit, SendOnly = sendOnly },
        };
        Task<Conversation> relay = run.Start();

        await run.RunUpToAsync(_limit);
        run.RunPast();

        Conversation result = await relay;
        Assert.Equal((new Ending.Idle(_limit), unwritten), (result.Ending, result.Unwritten));
    }

    /// <summary>A pause that the user wants, and that is longer, is none.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pause_BetweenLines_IsNoSilence_AndWhatWasSentIsCounted()
    {
        using var stop = new CancellationTokenSource();
        using var run = Idling();
        var delayed = new DelayedChannel(run.Remote, 3 * _limit, eachWrite: false, run.Time);
        Task<Conversation> relay = new Relay(run.Local, delayed, run.Options, run.Time).RunAsync(stop.Token);
        _ = run.Local.Arrive("one\ntwo\nthree\n");
        await run.Time.TimerSetAsync(3 * _limit);

        run.Time.Advance(3 * _limit);
        await run.Time.TimerSetAsync(3 * _limit);
        Assert.Equal("one\ntwo\n", run.Remote.WrittenText);
        Assert.False(relay.IsCompleted);
        await stop.CancelAsync();

        Conversation result = await relay;
        Assert.Equal((new Ending.Stopped(), 8L, 6L), (result.Ending, result.Sent, result.Undelivered));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoLimit_NeverEnds()
    {
        using var run = new RelayRun();
        Task<Conversation> relay = run.Start();
        await run.Local.Reading;
        await run.Remote.Reading;

        run.Time.Advance(TimeSpan.FromDays(365));
        Assert.False(relay.IsCompleted);
        await run.StopAsync();

        Assert.Equal(new Ending.Stopped(), (await relay).Ending);
    }

    private static RelayRun Idling() => new() { Options = new RelayOptions { IdleTimeout = _limit } };
}
