using System.Globalization;
using Dotcat.Benchmarks;
using Dotcat.Benchmarks.Results;

namespace Dotcat.Reliability.Results;

/// <summary>A run as Markdown: when and where, a table for each group, what broke, what was skipped.</summary>
internal sealed class Report(Settings settings, IReadOnlyList<Result> results)
{
    public string Write() => string.Join('\n', [.. Introduction(), .. Groups(), .. Broken(), .. Skipped()]);

    private IEnumerable<string> Introduction() =>
        [
            "# What dotcat withstands",
            "",
            $"A run of `{CommandLine}`.",
            "",
            $"- date: {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            .. Benchmarks.Machine.Describe().Select(line => $"- {line}"),
            $"- tool: {(Requirement.NativeTool.IsMet ? "native" : "portable")}",
            $"- seed: {settings.Seed}",
            $"- trials: {Count(Verdict.Held)} held, {Count(Verdict.Broken)} broken, {Count(Verdict.Skipped)} skipped",
            "",
        ];

    private string CommandLine =>
        "dotnet run -c Release --project tests/dotcat.Reliability --"
        + (settings.IsShort ? " --short" : "")
        + (settings.Only.Length > 0 ? $" --only '{settings.Only}'" : "")
        + $" --seed {settings.Seed} --output FILE";

    private IEnumerable<string> Groups()
    {
        foreach (IGrouping<string, Result> group in Done.GroupBy(result => result.Trial.Group))
        {
            var table = new Table("trial", "held", "seconds", "seen");
            foreach (Result result in group)
            {
                bool held = result.Verdict == Verdict.Held;
                string seconds = result.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
                table.Add(result.Trial.Name, held ? "yes" : "no", seconds, held ? result.Words : "see below");
            }

            yield return $"## {group.Key}";
            yield return "";
            foreach (string line in table.Lines())
            {
                yield return line;
            }

            yield return "";
        }
    }

    private IEnumerable<string> Broken() => Listed("Broken", Verdict.Broken, $" (seed {settings.Seed})");

    private IEnumerable<string> Skipped() => Listed("Skipped", Verdict.Skipped, "");

    private IEnumerable<string> Listed(string title, Verdict verdict, string after)
    {
        Result[] listed = [.. results.Where(result => result.Verdict == verdict)];
        return listed.Length == 0
            ? []
            :
            [
                $"## {title}",
                "",
                .. listed.Select(result =>
                    $"- {result.Trial.Group}, {result.Trial.Name}: {result.Words.ReplaceLineEndings(" ")}{after}"
                ),
                "",
            ];
    }

    private IEnumerable<Result> Done => results.Where(result => result.Verdict != Verdict.Skipped);

    private int Count(Verdict verdict) => results.Count(result => result.Verdict == verdict);
}
