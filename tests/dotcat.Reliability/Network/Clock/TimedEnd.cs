using System.Diagnostics;
using System.Globalization;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>A run that has to end at a time that its options say.</summary>
/// <param name="name">What is done.</param>
/// <param name="from">The earliest that is promised, after the scene.</param>
/// <param name="to">The latest that is promised.</param>
/// <param name="code">The exit code that is promised.</param>
/// <param name="scene">Sets the stage; returns the tool whose end is awaited, when the clock is to start.</param>
internal sealed class TimedEnd(string name, double from, double to, int code, Func<Stage, Task<ToolProcess>> scene)
    : Trial("Network", name)
{
    /// <summary>Seconds that it may be late: the tool has to start, and the machine may have something else to do.</summary>
    public const double Tolerance = 1;

    /// <summary>Seconds that it may be early: the kernel counts in jiffies, and the scene is over a little after its last packet.</summary>
    private const double Early = 0.05;

    public override IReadOnlyList<Requirement> Requirements =>
        [.. TwoHosts.Requirements, Requirement.Program("nft", "nftables")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        using var hosts = new TwoHosts(Impairment.None, conditions.Seed);
        await using var stage = new Stage(hosts, conditions.Limit);
        ToolProcess tool = await scene(stage);
        long start = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(conditions.Limit);
        patience.CancelAfter(TimeSpan.FromSeconds(to + 20));
        int actual;
        try
        {
            actual = await tool.ExitCodeAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new BrokenException($"promised {Promise}, and still running after {to + 20:0} s; {tool.Words}");
        }

        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string seen = string.Create(
            CultureInfo.InvariantCulture,
            $"promised {Promise}, was {took:0.00} s, exit {actual}"
        );
        bool isInTime = took >= from - Early && took <= to + Tolerance;
        BrokenException.ThrowUnless(actual == code && isInTime, $"{seen}, not {code}; {tool.Words}");
        return seen;
    }

    private string Promise =>
        string.Create(CultureInfo.InvariantCulture, $"{from:0.##}{(from == to ? "" : $" to {to:0.##}")} s");
}
