using Dotcat.Dialing;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>One run over the ports; with a retry, as many as it takes until one of them is open.</summary>
/// <param name="target">What is scanned.</param>
/// <param name="prepare">Looks the host up, for one run.</param>
/// <param name="retry">Null where one run is enough.</param>
/// <param name="report">Told of the results.</param>
/// <param name="reporter">Told of the runs.</param>
/// <param name="time">Measures it.</param>
internal sealed class Scan(
    ScanTarget target,
    Func<CancellationToken, Task<Scanner>> prepare,
    RetryOptions? retry,
    ScanReport report,
    Reporter reporter,
    TimeProvider time
)
{
    /// <summary>Of the last whole run that found none open.</summary>
    private List<PortResult>? _missed;

    /// <exception cref="DotcatException">It cannot be scanned, or none was open until the retry gave up.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<ExitCode> running = RunToEndAsync(stop.Token);
        Task gone = report.WaitUntilGoneAsync(stop.Token);
        await Task.WhenAny(running, gone);
        await stop.CancelAsync();
        try
        {
            return await running;
        }
        catch (Exception e) when (gone.IsCompletedSuccessfully || e is BrokenPipeException)
        {
            reporter.Say(Verbosity.Events, Messages.ReaderGone());
            return ExitCode.Done; // nothing more was wanted
        }
        catch (IOException e)
        {
            string cause = Causes.Of(e);
            throw new DotcatException(Messages.CannotWriteOutput(cause), cause, ExitCode.Failed, inner: e);
        }
    }

    private async Task<ExitCode> RunToEndAsync(CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        try
        {
            List<PortResult> results = retry is null
                ? await RunOnceAsync(cancellation)
                : await new ConnectRetry(retry, reporter, time).RunAsync(RunOnceAsync, cancellation);
            report.Sum(results, time.GetElapsedTime(begun));
            return results.Exists(static result => result.IsReached) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (DotcatException) when (_missed is { } missed)
        {
            await report.TellAsync(missed, cancellation);
            report.Sum(missed, time.GetElapsedTime(begun));
            throw;
        }
    }

    /// <summary>Where there may be another run, one that finds nothing is told of only if it was the last.</summary>
    private async Task<List<PortResult>> RunOnceAsync(CancellationToken cancellation)
    {
        using Scanner scanner = await prepare(cancellation);
        var results = new List<PortResult>(target.Ports.Count);
        bool isTold = retry is null;
        await foreach (IReadOnlyList<PortResult> known in scanner.RunAsync(target.Ports, cancellation))
        {
            results.AddRange(known);
            if (isTold)
            {
                await report.TellAsync(known, cancellation);
            }
            else if (known.Any(static result => result.IsReached))
            {
                isTold = true;
                await report.TellAsync(results, cancellation);
            }
        }

        if (isTold)
        {
            return results;
        }

        _missed = results;
        Sentence cause = results is [var only] ? Messages.StateOf(only.State) : Messages.NoneOpen(results.Count);
        Sentence sentence = results is [{ Port: var port }]
            ? Messages.ConnectionFailed(target.Whole(port), cause)
            : Messages.ConnectionFailed(target.Name, cause);
        throw new DotcatException(sentence, cause, ExitCode.Failed, isTransient: true);
    }
}
