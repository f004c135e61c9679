using System.Globalization;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks.Results;

/// <summary>A run as Markdown: the machine, the figures, the ratios, what was to be reached, what failed.</summary>
internal sealed class Report(Settings settings, Field field, Suite suite, Scores scores)
{
    private Metric[] Metrics => [.. suite.Workloads.SelectMany(workload => workload.Metrics)];

    public string Write() =>
        string.Join('\n', [.. Introduction(), .. Figures(), .. Ratios(), .. Goals(), .. Failures(), ""]);

    private IEnumerable<string> Introduction() =>
        [
            "# dotcat beside its peers",
            "",
            "A run of `dotnet run -c Release --project tests/dotcat.Benchmarks -- --output FILE`. Compare the ratios: the",
            "figures belong to the machine.",
            "",
            .. Machine.Describe().Select(line => $"- {line}"),
            .. field.All.Select(contender => $"- {contender.Name}: {contender.Absence ?? contender.Version}"),
            "",
        ];

    private IEnumerable<string> Figures()
    {
        var table = new Table(["work", "unit", .. field.All.Select(contender => contender.Name)]);
        foreach (Workload workload in suite.Workloads)
        {
            foreach (Metric metric in workload.Metrics)
            {
                table.Add([
                    Title(metric),
                    metric.Unit,
                    .. field.All.Select(contender => Figure(workload, metric, contender)),
                ]);
            }
        }

        return
        [
            "## Figures",
            "",
            $"Whole processes, as a user meets them: start-up counts. Medians of {settings.Rounds} rounds in which the tools took",
            "turns, with half the distance between the quartiles; ↑ more is better, ↓ less. Both ends of a transfer of",
            FormattableString.Invariant(
                $"{settings.Megabytes:N0} MB are the same tool, timed from the sender's start to the receiver's end; the file is in memory."
            ),
            "Servers have been started before they are measured; their clients belong to the benchmark. A tool that does no",
            "such work has a dash.",
            "",
            .. table.Lines(),
            "",
        ];
    }

    private IEnumerable<string> Ratios()
    {
        Contender[] others = [.. field.All.Where(contender => contender != field.Native)];
        var table = new Table(["dotcat (native) over", .. others.Select(contender => contender.Name)]);
        foreach (Metric metric in Metrics)
        {
            table.Add([Title(metric), .. others.Select(other => Times(scores.Ratio(metric, field.Native, other)))]);
        }

        return ["## Ratios", "", .. table.Lines(), ""];
    }

    private IEnumerable<string> Goals()
    {
        var table = new Table("work", "beside", "to reach", "measured", "reached");
        foreach (Goal goal in suite.Goals.Where(goal => Metrics.Contains(goal.Metric)))
        {
            string beside = goal.Beside?.Name ?? "-";
            string[] verdict = goal.Measured(scores, field.Native) is { } measured
                ? [goal.Show(measured), goal.IsReachedBy(measured) ? "yes" : "no"]
                : ["-", "-"];
            table.Add([Title(goal.Metric), beside, goal.Wanted, .. verdict]);
        }

        return ["## To reach", "", .. table.Lines()];
    }

    private IEnumerable<string> Failures() =>
        scores.Failures.Count == 0
            ? []
            : ["", "## Failed", "", .. scores.Failures.Select(failure => $"- {failure.ReplaceLineEndings(" ")}")];

    private string Figure(Workload workload, Metric metric, Contender contender)
    {
        if (contender.Absence is { } absence)
        {
            return absence;
        }

        if (!workload.IsFor(contender))
        {
            return "-";
        }

        Series series = scores.Of(metric, contender);
        return series.Median is { } median
            ? $"{median.ToString(metric.Format, CultureInfo.InvariantCulture)} ±{100 * series.Spread:0} %"
            : "not measured";
    }

    private static string Title(Metric metric) => $"{metric.Title} {(metric.MoreIsBetter ? '↑' : '↓')}";

    private static string Times(double? ratio) =>
        ratio is { } value && double.IsFinite(value) ? FormattableString.Invariant($"{value:0.00}×") : "-";
}
