using System.Diagnostics;
using Dotcat.Reliability.Results;

namespace Dotcat.Reliability;

/// <summary>Does one trial after the other, so that none is under another's load.</summary>
internal sealed class Runner(Settings settings)
{
    /// <summary>For a trial to end what it started, after its limit.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Result>> RunAsync(IEnumerable<Trial> trials)
    {
        var results = new List<Result>();
        foreach (Trial trial in trials.Where(IsWanted))
        {
            await Console.Error.WriteLineAsync($"{trial.Group}: {trial.Name}");
            Result result = await RunAsync(trial);
            await Console.Error.WriteLineAsync($"  {result.Verdict}, {result.Took.TotalSeconds:0.0} s: {result.Words}");
            results.Add(result);
        }

        return results;
    }

    private bool IsWanted(Trial trial) =>
        $"{trial.Group}: {trial.Name}".Contains(settings.Only, StringComparison.OrdinalIgnoreCase);

    private async Task<Result> RunAsync(Trial trial)
    {
        string[] lacks = [.. trial.Requirements.Where(need => !need.IsMet).Select(need => need.Name)];
        if (lacks.Length > 0)
        {
            return new Result(trial, Verdict.Skipped, $"needs {string.Join(", ", lacks)}", TimeSpan.Zero);
        }

        TimeSpan limit = trial.Limit(settings.IsShort);
        string folder = Directory.CreateTempSubdirectory("dotcat-reliability-").FullName;
        long start = Stopwatch.GetTimestamp();
        using var timer = new CancellationTokenSource(limit);
        try
        {
            var conditions = new Conditions(settings.IsShort, settings.Seed, folder, timer.Token);
            string figures = await Task.Run(() => trial.RunAsync(conditions)).WaitAsync(limit + _grace);
            return new Result(trial, Verdict.Held, figures, Stopwatch.GetElapsedTime(start));
        }
#pragma warning disable CA1031 // whatever it is, the trial did not hold, and the others are done
        catch (Exception e)
#pragma warning restore CA1031
        {
            string late = $"had not ended after {limit.TotalSeconds:0} s";
            string words = e switch
            {
                BrokenException => e.Message,
                OperationCanceledException when timer.IsCancellationRequested => late,
                TimeoutException => late,
                _ => $"{e.GetType().Name}: {e.Message}",
            };
            return new Result(trial, Verdict.Broken, words, Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
