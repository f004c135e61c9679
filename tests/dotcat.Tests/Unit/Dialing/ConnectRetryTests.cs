using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class ConnectRetryTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private int _attempts;

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Success_AtOnce_IsTheResult()
    {
        Assert.Equal("connected", await RunAsync(new RetryOptions { Retries = 5 }, failures: 0));

        Assert.Equal(1, _attempts);
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TransientFailures_AreTriedAgainAndTold()
    {
        Task<string> run = RunAsync(new RetryOptions { Retries = 5 }, failures: 2);
        await PassAsync(pauses: 2);

        Assert.Equal("connected", await run);
        Assert.Equal(3, _attempts);
        Assert.Matches(
            """
            ^dotcat: attempt 1 of 5 in [0-9.]+ m?s: refused
            dotcat: attempt 2 of 5 in [0-9.]+ m?s: refused
            $
            """,
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Retries_UsedUp_FailOfTheLastCause()
    {
        Task<string> run = RunAsync(new RetryOptions { Retries = 3 }, failures: int.MaxValue);
        await PassAsync(pauses: 3);

        var e = await Assert.ThrowsAsync<DotcatException>(() => run);
        Assert.Equal("failure 4", e.Message);
        Assert.Equal(4, _attempts);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LastingFailure_IsNotTriedAgain()
    {
        var failure = new DotcatException("no such host", "unknown host", ExitCode.NothingTried);
        ConnectRetry retry = Retry(new RetryOptions { Retries = 3 });

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            retry.RunAsync<string>(_ => Task.FromException<string>(failure), CancellationToken.None)
        );

        Assert.Same(failure, e);
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OtherException_IsNotTriedAgain()
    {
        ConnectRetry retry = Retry(new RetryOptions { Retries = 3 });
        var failure = new InvalidOperationException();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            retry.RunAsync<string>(_ => Task.FromException<string>(failure), CancellationToken.None)
        );

        Assert.Same(failure, e);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pauses_NeverPassTheirLimit()
    {
        var options = new RetryOptions
        {
            Retries = 50,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(1),
        };
        Task<string> run = RunAsync(options, failures: 50);

        IReadOnlyList<TimeSpan> pauses = await PassAsync(pauses: 50);

        await run;
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.Zero, options.MaxDelay));
        Assert.Equal(options.MaxDelay, pauses.Max());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pauses_OfManyTries_StayAtTheirLimit()
    {
        const int Many = 2000; // more than doublings that a number holds
        Task<string> run = RunAsync(new RetryOptions { Retries = int.MaxValue }, failures: Many);

        IReadOnlyList<TimeSpan> pauses = await PassAsync(Many);

        await run;
        Assert.All(pauses.Skip(100), static pause => Assert.Equal(TimeSpan.FromSeconds(10), pause));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Total_RunOutInAPause_FailsOfTheLastCause()
    {
        TimeSpan total = TimeSpan.FromSeconds(30);
        var options = new RetryOptions
        {
            Retries = int.MaxValue,
            Delay = TimeSpan.FromHours(24),
            MaxDelay = TimeSpan.FromHours(24),
            Total = total,
        };
        Task<string> run = RunAsync(options, failures: int.MaxValue);
        await _time.TimerSetAsync(total);

        _time.Advance(total);

        var e = await Assert.ThrowsAsync<DotcatException>(() => run);
        Assert.Equal($"failure {_attempts} (gave up after 30 s)", e.Message);
        Assert.Equal(("refused", ExitCode.Failed), ($"{e.Cause}", e.ExitCode));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Total_RunOutInTheFirstAttempt_IsSaidAlone()
    {
        TimeSpan total = TimeSpan.FromSeconds(30);
        ConnectRetry retry = Retry(new RetryOptions { Retries = 3, Total = total });
        Task<string> run = retry.RunAsync(HangAsync, CancellationToken.None);
        await _time.TimerSetAsync(total);

        _time.Advance(total);

        var e = await Assert.ThrowsAsync<DotcatException>(() => run);
        Assert.Equal("gave up after 30 s", e.Message);
        Assert.Equal(ExitCode.Failed, e.ExitCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task End_OfAConnection_IsTheFirstFailure_EachTimeAnew()
    {
        ConnectRetry retry = Retry(new RetryOptions { Retries = 2 });
        var ended = new DotcatException("it ended", "the end", ExitCode.Failed, isTransient: true);
        for (int i = 0; i < 2; i++)
        {
            _attempts = 0;
            Task<string> run = retry.RunAgainAsync(ended, Attempt(failures: 1), CancellationToken.None);
            Assert.Equal(0, _attempts);
            await PassAsync(pauses: 2);
            Assert.Equal("connected", await run);
        }

        Assert.Matches(
            """
            ^(dotcat: attempt 1 of 2 in [0-9.]+ m?s: the end
            dotcat: attempt 2 of 2 in [0-9.]+ m?s: refused
            ){2}$
            """,
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancellation_InAPause_EndsIt()
    {
        using var cancelling = new CancellationTokenSource();
        Task<string> run = Retry(new RetryOptions { Retries = 3 }).RunAsync(Attempt(int.MaxValue), cancelling.Token);
        await _time.NextTimerAsync();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, _attempts);
    }

    public void Dispose() => _stderr.Dispose();

    private ConnectRetry Retry(RetryOptions options) => new(options, new Reporter(_stderr, Verbosity.Events), _time);

    private Task<string> RunAsync(RetryOptions options, int failures) =>
        Retry(options).RunAsync(Attempt(failures), CancellationToken.None);

    private Func<CancellationToken, Task<string>> Attempt(int failures) =>
        _ =>
            ++_attempts > failures
                ? Task.FromResult("connected")
                : throw new DotcatException($"failure {_attempts}", "refused", ExitCode.Failed, isTransient: true);

    private static async Task<string> HangAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return "never";
    }

    /// <summary>Lets so many pauses pass, and tells how long each was.</summary>
    private async Task<IReadOnlyList<TimeSpan>> PassAsync(int pauses)
    {
        var passed = new List<TimeSpan>();
        while (passed.Count < pauses)
        {
            TimeSpan pause = await _time.NextTimerAsync();
            passed.Add(pause);
            _time.Advance(pause);
        }

        return passed;
    }
}
