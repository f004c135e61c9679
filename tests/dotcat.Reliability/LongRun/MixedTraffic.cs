using System.Diagnostics;
using System.Globalization;

namespace Dotcat.Reliability.LongRun;

/// <summary>
/// A listener under the load of clients of all manners, beside those of all other kinds. What it holds stays as it is after
/// the first minutes, and is what an idle one holds once they have gone.
/// </summary>
internal sealed class MixedTraffic(string name, Func<Traffic> clients) : Trial("LongRun", name)
{
    /// <summary>Kilobytes that may ever be resident: of the native tool, whose code is 10 MB of them.</summary>
    private const double MostResident = 40 * 1024;

    /// <summary>Kilobytes that may be there more at the end than at the beginning.</summary>
    private const double MostGrowth = 1024;

    /// <summary>The same after a few seconds, when the runtime's heap has not reached its size.</summary>
    private const double MostGrowthOfShort = 8 * 1024;

    /// <summary>Of the error of what is seen: by as much it is passed by chance once in forty times.</summary>
    private const double Chance = 2;

    /// <summary>What the idle one has had, so that it has everything that is there once for all clients.</summary>
    private static readonly TimeSpan _once = TimeSpan.FromSeconds(2);

    /// <summary>For what is kept for the next client, the threads of the runtime's pool above all.</summary>
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(45);

    public override IReadOnlyList<Requirement> Requirements => [Requirement.NativeTool];

    public override bool IsSideBySide => true;

    public override TimeSpan Limit(bool isShort) => isShort ? TimeSpan.FromMinutes(4) : TimeSpan.FromMinutes(45);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        TimeSpan duration = conditions.IsShort ? TimeSpan.FromSeconds(24) : TimeSpan.FromMinutes(30);
        TimeSpan warming = conditions.IsShort ? duration / 4 : TimeSpan.FromMinutes(2);
        await using var idle = new Listener(clients());
        await using var loaded = new Listener(clients());
        _ = await idle.ServeAsync(_once, conditions.Seed, conditions.Limit);
        IReadOnlyList<Sample> samples = await loaded.ServeAsync(duration, conditions.Seed, conditions.Limit);
        Sample after = await SettleAsync(loaded, idle, conditions.Limit);

        Sample[] judged = [.. samples.Where(it => it.Minutes >= warming.TotalMinutes)];
        double minutes = judged[^1].Minutes - judged[0].Minutes;
        var trend = Trend.Of([.. judged.Select(static it => (it.Minutes, it.Kilobytes))]);
        string seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{loaded.Volume.Exchanges:N0} exchanges, {loaded.Volume.Bytes / 1e6:N0} MB; resident {judged.Average(static it => it.Kilobytes) / 1024:0.0} MB, at most {after.Peak / 1024:0.0}, slope {trend.Slope:+0.0;-0.0} ± {trend.Error:0.0} KB a minute; {Counts(samples, after, idle.Now)}"
        );
        BrokenException.ThrowUnless(
            trend.Slope * minutes
                <= Math.Max(conditions.IsShort ? MostGrowthOfShort : MostGrowth, Chance * trend.Error * minutes),
            $"memory grows; {seen}"
        );
        BrokenException.ThrowUnless(after.Peak <= MostResident, $"too much memory; {seen}");
        BrokenException.ThrowUnless(IsSettled(after, idle.Now, loaded.KeptDescriptors), $"something is left; {seen}");
        await loaded.EndAsync(conditions.Limit);
        return seen;
    }

    private static string Counts(IReadOnlyList<Sample> during, Sample after, Sample idle)
    {
        return $"most, after it and of an idle one: descriptors {Of(static it => it.Descriptors)}, threads {Of(static it => it.Threads)}, children {Of(static it => it.Children)}";

        string Of(Func<Sample, int> count) => $"{during.Max(count)}, {count(after)} and {count(idle)}";
    }

    private static async Task<Sample> SettleAsync(Listener loaded, Listener idle, CancellationToken limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!IsSettled(loaded.Now, idle.Now, loaded.KeptDescriptors) && Stopwatch.GetElapsedTime(start) < _settling)
        {
            await Task.Delay(200, limit);
        }

        return loaded.Now;
    }

    private static bool IsSettled(Sample loaded, Sample idle, int kept) =>
        loaded.Descriptors <= idle.Descriptors + kept && loaded.Threads <= idle.Threads && loaded.Children == 0;
}
