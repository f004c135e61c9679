using System.Diagnostics;
using System.Globalization;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>As many tries as are promised, with pauses that are kept, grow, and do not outgrow what is promised.</summary>
internal sealed class RetryPauses()
    : Trial("Network", "--retry 6 --retry-delay 100ms --retry-max-delay 1, a filter resets")
{
    private const int Retries = 6;
    private const double Longest = 1;

    public override IReadOnlyList<Requirement> Requirements =>
        [.. TwoHosts.Requirements, Requirement.Program("nft", "nftables")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        using var hosts = new TwoHosts(Impairment.None, conditions.Seed);
        hosts.Far.Reset(7001);
        long start = Stopwatch.GetTimestamp();
        string[] rules = ["--retry", $"{Retries}", "--retry-delay", "100ms", "--retry-max-delay", $"{Longest}"];
        await using ToolProcess tool = hosts.Near.StartTool([.. rules, "--json", TwoHosts.FarAddress, "7001"]);
        await tool.ExpectExitAsync(1, conditions.Limit);
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] pauses = [.. tool.Events("retrying").Select(it => it.GetProperty("seconds").GetDouble())];
        int tries = tool.Events("connecting").Count;
        double promised = pauses.Sum();
        string seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{tries} tries, pauses of {string.Join(", ", pauses.Select(it => it.ToString("0.00", null)))} s, in all {took:0.00} s"
        );
        BrokenException.ThrowUnless(tries == Retries + 1 && pauses.Length == Retries, $"{seen}; {tool.Words}");
        BrokenException.ThrowUnless(
            pauses.Max() <= Longest && pauses[3..].Sum() > pauses[..3].Sum(),
            $"{seen}; {tool.Words}"
        );
        BrokenException.ThrowUnless(took >= promised && took <= promised + TimedEnd.Tolerance, $"{seen}; {tool.Words}");
        return seen;
    }
}
