using Dotcat.Reliability.Machine.Runs;
using Dotcat.Tests.Support.Processes;

namespace Dotcat.Reliability.Machine.Calls;

/// <summary>Every call that dotcat makes fails once, in each kind of run, with each error that can befall it.</summary>
internal sealed class FailingCalls() : Trial("Machine", "a system call fails, in each kind of run")
{
    private const int StandardError = 2;

    /// <summary>Of a call that is made often: the first ones, the last one, and as many between.</summary>
    private const int Each = 3;

    /// <summary>The long form tries all.</summary>
    private const int ShortSample = 200;

    public override IReadOnlyList<Requirement> Requirements =>
        [new Requirement("cc (Debian: gcc)", FailingCall.Command("", "read", "EIO", 1) is not null)];

    public override TimeSpan Limit(bool isShort) => isShort ? TimeSpan.FromMinutes(6) : TimeSpan.FromHours(4);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        var random = new Random(conditions.Seed);
        Fault[] faults = [.. await FaultsAsync(conditions, random)];
        random.Shuffle(faults);
        var tally = new Tally();
        foreach (Fault fault in conditions.IsShort ? faults.Take(ShortSample) : faults)
        {
            await tally.AddAsync($"{fault}", () => TryAsync(fault, conditions));
        }

        return $"of {faults.Length:N0} faults in {RunKind.All.Count} kinds of run {tally.Conclude()}";
    }

    /// <summary>Null where there was no such call, or nobody has heard where the tool listens.</summary>
    private static async Task<(Outcome, string?)?> TryAsync(Fault fault, Conditions conditions)
    {
        (Outcome outcome, bool isServer, CallReport report) = await RunAsync(fault, conditions);
        bool isMute = fault.Call == "write standard" && report.Failed == StandardError;
        return report.Failed is null || (isMute && outcome.Code is null)
            ? null
            : (outcome, outcome.IsOfTheRuntime ? null : outcome.Problem(isServer, isMute));
    }

    /// <summary>Counts the calls of each kind of run by letting it go undisturbed.</summary>
    private static async Task<IEnumerable<Fault>> FaultsAsync(Conditions conditions, Random random)
    {
        var faults = new List<Fault>();
        foreach (RunKind kind in RunKind.All)
        {
            var undisturbed = new Fault(kind, "all", "0", 0);
            (Outcome outcome, bool isServer, CallReport report) = await RunAsync(undisturbed, conditions);
            string? problem = outcome.Problem(isServer) ?? (outcome.IsWhole ? null : "bytes were lost");
            BrokenException.ThrowUnless(problem is null, $"{kind.Name}, undisturbed: {problem}");
            foreach ((string call, string[] errors) in CallErrors.All)
            {
                int count = report.Counts.GetValueOrDefault(call);
                int[] first = [.. Enumerable.Range(1, Math.Min(count, Each))];
                int[] others =
                [
                    .. Enumerable.Range(0, count > Each ? Each - 1 : 0).Select(_ => random.Next(Each, count)),
                ];
                int[] numbers = [.. first.Concat(others).Append(count).Where(static number => number > 0).Distinct()];
                faults.AddRange(errors.SelectMany(error => numbers.Select(n => new Fault(kind, call, error, n))));
            }
        }

        return faults;
    }

    private static async Task<(Outcome Outcome, bool IsServer, CallReport Report)> RunAsync(
        Fault fault,
        Conditions conditions
    )
    {
        string folder = Directory.CreateTempSubdirectory("dotcat-fault-").FullName;
        try
        {
            string report = Path.Combine(folder, "report");
            string[] launcher = FailingCall.Command(report, fault.Call, fault.Error, fault.Number)!;
            await using var scene = new Scene(launcher, folder, conditions.Limit);
            Outcome outcome = await scene.RunAsync(fault.Kind);
            bool isServer = scene.IsServer;
            await scene.DisposeAsync(); // whoever has not ended holds the report open
            return (outcome, isServer, await CallReport.ReadAsync(report, conditions.Limit));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
