using Dotcat.Reporting;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Dotcat.Dialing;

/// <summary>
/// Tries again what time can mend: a connection or a bind, never the exchange after it, whose bytes cannot be
/// taken back.
/// </summary>
internal sealed class ConnectRetry
{
    private readonly RetryOptions _options;
    private readonly Reporter _reporter;
    private readonly ResiliencePipeline _pipeline;
    private DotcatException? _last;

    public ConnectRetry(RetryOptions options, Reporter reporter, TimeProvider time)
    {
        _options = options;
        _reporter = reporter;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Total is { } total)
        {
            pipeline.AddTimeout(total);
        }

        _pipeline = pipeline
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = options.Delay,
                    MaxDelay = options.MaxDelay,
                    ShouldHandle = static args =>
                        ValueTask.FromResult(args.Outcome.Exception is DotcatException { IsTransient: true }),
                    OnRetry = Announce,
                }
            )
            .Build();
    }

    /// <exception cref="DotcatException">The last failure, or the first that time cannot mend.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (attempt, token) => await attempt(token),
                attempt,
                cancellation
            );
        }
        catch (TimeoutRejectedException e)
        {
            throw _last is null
                ? new DotcatException(Messages.TimedOutAfter(e.Timeout), ExitCode.Failed, e)
                : new DotcatException(
                    Messages.GaveUp(_last.Sentence, e.Timeout),
                    _last.Cause,
                    _last.ExitCode,
                    inner: _last
                );
        }
    }

    /// <summary>The same after a connection has ended, which is the first failure: a pause comes before the next attempt.</summary>
    /// <exception cref="DotcatException">The last failure, or the first that time cannot mend.</exception>
    public Task<T> RunAgainAsync<T>(
        DotcatException ended,
        Func<CancellationToken, Task<T>> attempt,
        CancellationToken cancellation
    )
    {
        DotcatException? failure = ended;
        return RunAsync(
            token =>
                Interlocked.Exchange(ref failure, null) is { } first ? Task.FromException<T>(first) : attempt(token),
            cancellation
        );
    }

    private ValueTask Announce(OnRetryArguments<object> args)
    {
        _last = (DotcatException)args.Outcome.Exception!;
        _reporter.Tell(new Event.Retrying(args.AttemptNumber + 1, _options.Retries, args.RetryDelay, _last.Cause));
        return ValueTask.CompletedTask;
    }
}
