using System.Net;
using Dotcat.Dialing;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class HappyEyeballsTests
{
    private static readonly IPAddress[] _addresses = [IPAddress.IPv6Loopback, IPAddress.Loopback, IPAddress.Any];

    private readonly ManualTime _time = new();
    private readonly Attempt[] _attempts = [new(), new(), new()];

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task First_Connected_WinsAlone()
    {
        _attempts[0].Succeed();

        Attempt winner = await RaceAsync(CancellationToken.None);

        Assert.Same(_attempts[0], winner);
        Assert.False(_attempts[1].Started.IsCompleted);
        Assert.False(winner.Disposed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task First_Slow_HasTheNextStartedBesideItAfterTheDelay()
    {
        Task<Attempt> race = RaceAsync(CancellationToken.None);
        await _time.TimerSetAsync(HappyEyeballs.AttemptDelay);

        _time.Advance(HappyEyeballs.AttemptDelay - TimeSpan.FromTicks(1));
        Assert.False(_attempts[1].Started.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await _attempts[1].Started;

        _attempts[0].Succeed();
        Assert.Same(_attempts[0], await race);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task First_Failed_HasTheNextStartedAtOnce()
    {
        Task<Attempt> race = RaceAsync(CancellationToken.None);
        await _attempts[0].Started;

        _attempts[0].Fail("refused");
        await _attempts[1].Started;

        Assert.False(_attempts[2].Started.IsCompleted);
        _attempts[1].Succeed();
        Assert.Same(_attempts[1], await race);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Loser_IsStoppedAndWhatItStillConnectsIsDisposed()
    {
        Task<Attempt> race = RaceAsync(CancellationToken.None);
        CancellationToken stop = await _attempts[0].Started;
        await _time.TimerSetAsync(HappyEyeballs.AttemptDelay);
        _time.Advance(HappyEyeballs.AttemptDelay);
        await _attempts[1].Started;

        _attempts[1].Succeed();
        Attempt winner = await race;
        Assert.True(stop.IsCancellationRequested);
        _attempts[0].Succeed();

        await _attempts[0].Disposed;
        Assert.False(winner.Disposed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task All_Failed_AreAllTold()
    {
        _attempts[0].Fail("one");
        _attempts[1].Fail("two");
        _attempts[2].Fail("three");

        var e = await Assert.ThrowsAsync<AggregateException>(() => RaceAsync(CancellationToken.None));

        Assert.Equal(["one", "two", "three"], e.InnerExceptions.Select(static failure => failure.Message));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Race_Cancelled_StopsEveryAttempt()
    {
        using var cancelling = new CancellationTokenSource();
        Task<Attempt> race = RaceAsync(cancelling.Token);
        CancellationToken stop = await _attempts[0].Started;

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        Assert.True(stop.IsCancellationRequested);
        Assert.False(_attempts[1].Started.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Attempt_Cancelled_CancelsTheRace()
    {
        Task<Attempt> race = RaceAsync(CancellationToken.None);
        await _attempts[0].Started;

        _attempts[0].Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Single_Connected_Wins_AndItsTokenStaysWhole()
    {
        Task<Attempt> race = RaceAsync([_addresses[0]], CancellationToken.None);
        CancellationToken stop = await _attempts[0].Started;

        _attempts[0].Succeed();

        Assert.Same(_attempts[0], await race);
        Assert.False(stop.IsCancellationRequested);
        Assert.False(_attempts[0].Disposed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Single_Failed_IsTold()
    {
        _attempts[0].Fail("one");

        var e = await Assert.ThrowsAsync<AggregateException>(() => RaceAsync([_addresses[0]], CancellationToken.None));

        Assert.Equal("one", Assert.Single(e.InnerExceptions).Message);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Single_CancelledBeforeItEnds_IsCancelled_AndNothingIsLeft(bool connectsYet)
    {
        using var cancelling = new CancellationTokenSource();
        Task<Attempt> race = RaceAsync([_addresses[0]], cancelling.Token);
        await _attempts[0].Started;
        await cancelling.CancelAsync();

        if (connectsYet)
        {
            _attempts[0].Succeed();
        }
        else
        {
            _attempts[0].Fail("too late");
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        await (connectsYet ? _attempts[0].Disposed : Task.CompletedTask);
    }

    private Task<Attempt> RaceAsync(CancellationToken cancellation) => RaceAsync(_addresses, cancellation);

    private Task<Attempt> RaceAsync(IPAddress[] addresses, CancellationToken cancellation) =>
        HappyEyeballs.RaceAsync(
            addresses,
            (address, token) => _attempts[Array.IndexOf(_addresses, address)].StartAsync(token),
            _time,
            cancellation
        );
}
