using System.Diagnostics;
using System.Globalization;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>Ports of each kind, for TCP over a wire that loses packets: what <c>-z</c> says of each, and when.</summary>
internal sealed class PortStates(bool isDatagram)
    : Trial("Network", isDatagram ? "-zu: open, closed and filtered" : "-z, 5 % loss: open, closed and filtered")
{
    /// <summary>Seconds. TCP asks again after 1, 3 and 7; UDP asks once, so that here the answer must not be lost.</summary>
    private double Wait => isDatagram ? 2 : 10;

    public override IReadOnlyList<Requirement> Requirements =>
        [.. TwoHosts.Requirements, Requirement.Program("nft", "nftables")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        var impairment = new Impairment { Loss = isDatagram ? 0 : 0.05 };
        using var hosts = new TwoHosts(impairment, conditions.Seed);
        await using var stage = new Stage(hosts, conditions.Limit);
        string[] kind = isDatagram ? ["-u", "--echo"] : ["-k"];
        (_, string[] operands) = await stage.ListenAsync(kind);
        int open = int.Parse(operands[1], CultureInfo.InvariantCulture);
        (int closed, int filtered) = (7001, 7002);
        hosts.Far.Drop(filtered);
        long start = Stopwatch.GetTimestamp();
        string[] options = isDatagram ? ["-zuvn"] : ["-zvn", "-w", $"{Wait}"];
        ToolProcess scan = stage.Near([.. options, TwoHosts.FarAddress, $"{closed},{filtered},{open}"]);
        string said = await new StreamReader(scan.Output).ReadToEndAsync(conditions.Limit);
        await scan.ExpectExitAsync(0, conditions.Limit);
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string protocol = isDatagram ? "udp" : "tcp";
        string silent = isDatagram ? "open|filtered" : "filtered";
        string[] expected =
        [
            $"{closed}/{protocol} closed",
            $"{filtered}/{protocol} {silent}",
            $"{open}/{protocol} open",
        ];
        string[] lines = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        bool isRight =
            lines.Length == 3
            && expected
                .Order(StringComparer.Ordinal)
                .Zip(lines)
                .All(it => it.Second.StartsWith(it.First, StringComparison.Ordinal));
        string seen = string.Create(CultureInfo.InvariantCulture, $"promised {Wait:0} s, was {took:0.00} s");
        BrokenException.ThrowUnless(
            isRight,
            $"{said.ReplaceLineEndings("; ")} instead of {string.Join("; ", expected)}"
        );
        BrokenException.ThrowUnless(took >= Wait && took <= Wait + TimedEnd.Tolerance, seen);
        return seen;
    }
}
