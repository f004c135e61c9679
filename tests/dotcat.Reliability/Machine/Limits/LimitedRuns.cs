using Dotcat.Reliability.Machine.Runs;

namespace Dotcat.Reliability.Machine.Limits;

/// <summary>Each kind of run under a limit of setrlimit(2), from one that lets nothing work to one that lets all.</summary>
/// <param name="name">What is short.</param>
/// <param name="launcher">Sets the limit.</param>
/// <param name="limits">All that are tried.</param>
/// <param name="needs">What the launcher needs.</param>
internal sealed class LimitedRuns(
    string name,
    Func<int, string[]> launcher,
    IReadOnlyList<int> limits,
    IReadOnlyList<Requirement> needs
) : Trial("Machine", $"{name}, in each kind of run")
{
    private const int ShortSample = 40;

    public override IReadOnlyList<Requirement> Requirements => needs;

    public override TimeSpan Limit(bool isShort) => isShort ? TimeSpan.FromMinutes(3) : TimeSpan.FromHours(2);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        (RunKind Kind, int Limit)[] all = [.. RunKind.All.SelectMany(kind => limits.Select(limit => (kind, limit)))];
        new Random(conditions.Seed).Shuffle(all);
        var tally = new Tally();
        foreach ((RunKind kind, int limit) in conditions.IsShort ? all.Take(ShortSample) : all)
        {
            await tally.AddAsync($"{kind.Name}, {limit}", () => RunAsync(kind, limit, conditions));
        }

        return $"limits of {limits[0]} to {limits[^1]}: {tally.Conclude()}";
    }

    private async Task<(Outcome, string?)?> RunAsync(RunKind kind, int limit, Conditions conditions)
    {
        string folder = Directory.CreateTempSubdirectory("dotcat-limit-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111); // the limit may be another user's
        }

        try
        {
            await using var scene = new Scene(launcher(limit), folder, conditions.Limit);
            Outcome outcome = await scene.RunAsync(kind);
            Outcome lasting = outcome with { Lost = 0 }; // what is short may be so for every client
            return (outcome, outcome.IsOfTheRuntime ? null : lasting.Problem(scene.IsServer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
