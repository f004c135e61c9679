using System.Diagnostics;
using Dotcat.Reliability.Results;

namespace Dotcat.Reliability;

/// <summary>Does one trial after the other, so that none is under the load of another that it does not ask for.</summary>
internal sealed class Runner(Settings settings)
{
    /// <summary>For a trial to end what it started, after its limit.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Result>> RunAsync(IEnumerable<Trial> trials)
    {
        var results = new List<Result>();
        foreach (var together in trials.Where(IsWanted).GroupBy(StepOf))
        {
            results.AddRange(await Task.WhenAll(together.Select(TellAsync)));
        }

        return results;
    }

    private static (string, string?) StepOf(Trial trial) => (trial.Group, trial.IsSideBySide ? null : trial.Name);

    private async Task<Result> TellAsync(Trial trial)
    {
        string name = $"{trial.Group}: {trial.Name}";
        await Console.Error.WriteLineAsync(name);
        Result result = await RunAsync(trial);
        string indent = trial.IsSideBySide ? $"{name}\n  " : "  ";
        await Console.Error.WriteLineAsync(
            $"{indent}{result.Verdict}, {result.Took.TotalSeconds:0.0} s: {result.Words}"
        );
        return result;
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
