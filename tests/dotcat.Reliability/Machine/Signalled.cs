using System.Diagnostics;
using Dotcat.Reliability.Machine.Runs;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine;

/// <summary>
/// A signal at random moments of each kind of run: it ends with 128 and the signal's number, or as it would have anyway, and
/// leaves no program, no socket's file and no half of a record.
/// </summary>
internal sealed class Signalled(string name, int signal)
    : Trial("Machine", $"{name} at random moments of each kind of run")
{
    private const int Moments = 1000;
    private const int ShortMoments = 3;

    /// <summary>Later than which a moment is as good as any.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(1);

    public override TimeSpan Limit(bool isShort) => isShort ? TimeSpan.FromMinutes(3) : TimeSpan.FromHours(8);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        var random = new Random(conditions.Seed);
        var tally = new Tally();
        foreach (RunKind kind in RunKind.All)
        {
            long start = Stopwatch.GetTimestamp();
            _ = await RunAsync(kind, null, conditions);
            TimeSpan whole = Stopwatch.GetElapsedTime(start);
            whole = whole < _longest ? whole : _longest;
            for (int i = 0; i < (conditions.IsShort ? ShortMoments : Moments); i++)
            {
                TimeSpan moment = whole * random.NextDouble();
                await tally.AddAsync(
                    $"{kind.Name}, after {moment.TotalMilliseconds:0.0} ms",
                    () => RunAsync(kind, moment, conditions)
                );
            }
        }

        return tally.Conclude();
    }

    private async Task<(Outcome, string?)?> RunAsync(RunKind kind, TimeSpan? moment, Conditions conditions)
    {
        string folder = Directory.CreateTempSubdirectory("dotcat-signal-").FullName;
        try
        {
            Task sending = Task.CompletedTask;
            await using var scene = new Scene([], folder, conditions.Limit)
            {
                Started = tool => sending = moment is { } after ? SendAsync(tool, after) : Task.CompletedTask,
            };
            Outcome outcome = await scene.RunAsync(kind);
            await sending;
            bool isSignalled = outcome.Code == 128 + signal;
            return (outcome, isSignalled ? outcome.Wrong : outcome.Problem(scene.IsServer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task SendAsync(ToolProcess tool, TimeSpan after)
    {
        await Task.Delay(after);
        if (!tool.HasExited)
        {
            _ = ProcessSignals.Send(tool.Id, signal);
        }
    }
}
