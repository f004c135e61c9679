using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races;

/// <summary>Runs a race in many orders. It is called in its instrumented form, and from the one that is not.</summary>
internal static class RaceRun
{
    /// <summary>How often one that broke is shown again.</summary>
    private const int Again = 3;

    /// <param name="kind">The race's type.</param>
    /// <param name="first">The number of the first schedule.</param>
    /// <param name="count">How many schedules.</param>
    /// <param name="limit">When to give up.</param>
    /// <returns>Figures, and what broke, which is empty where nothing did.</returns>
    public static (string Figures, string Broken) Run(string kind, int first, int count, CancellationToken limit)
    {
        var race = (Race)Activator.CreateInstance(Type.GetType(kind, throwOnError: true)!)!;
        long points = 0;
        long switches = 0;
        var broken = new List<(int Number, string Words)>();
        for (int number = first; number < first + count; number++)
        {
            limit.ThrowIfCancellationRequested();
            var schedule = new Schedule(number);
            if (schedule.Run(() => race.RunAsync(schedule)) is { } words)
            {
                broken.Add((number, words));
            }

            points += schedule.Points;
            switches += schedule.Switches;
        }

        string figures = $"{count:N0} schedules of {points / count} points and {switches / count} switches";
        return (figures, broken.Count == 0 ? "" : Describe(race, broken, figures));
    }

    private static string Describe(Race race, List<(int Number, string Words)> broken, string figures)
    {
        (int number, string words) = broken[0];
        int same = Enumerable
            .Range(0, Again)
            .Select(_ => new Schedule(number))
            .Count(schedule => schedule.Run(() => race.RunAsync(schedule)) == words);
        string numbers = string.Join(", ", broken.Take(5).Select(static it => it.Number));
        return $"{words}; {broken.Count} of {figures}: number {numbers}, the first of which showed it again {same} of {Again} times (--seed {number})";
    }
}
