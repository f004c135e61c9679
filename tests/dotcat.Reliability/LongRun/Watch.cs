using System.Diagnostics;

namespace Dotcat.Reliability.LongRun;

/// <summary>Looks at a process once a second.</summary>
internal static class Watch
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <param name="process">Its id.</param>
    /// <param name="until">When to look no more.</param>
    public static async Task<IReadOnlyList<Sample>> RunAsync(int process, Task until)
    {
        var samples = new List<Sample>();
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(_pause);
        while (!until.IsCompleted)
        {
            samples.Add(Sample.Of(process, Stopwatch.GetElapsedTime(start).TotalMinutes));
            _ = await timer.WaitForNextTickAsync();
        }

        return samples;
    }
}
