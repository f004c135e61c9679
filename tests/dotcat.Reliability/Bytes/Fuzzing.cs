using Dotcat.Tests.Support.Parsers;

namespace Dotcat.Reliability.Bytes;

/// <summary>Has a parser read cases, in a thread of its own that may hang.</summary>
internal static class Fuzzing
{
    /// <summary>Seconds without the end of a case, of those in which this program runs.</summary>
    private const int Patience = 30;

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>Called from outside, where only the base library's types are the same ones.</summary>
    /// <returns>Whether all held, and the figures, or what did not hold of which bytes.</returns>
    public static (bool Holds, string Words) Run(string parser, int seed, long cases, CancellationToken cancellation)
    {
        var coverage = new Coverage(); // before a mark is met
        var fuzzer = new Fuzzer(AllParsers.All.First(one => one.Name == parser), coverage, seed);
        string? broken = null;
        var thread = new Thread(() => broken = Find(fuzzer, cases, cancellation)) { IsBackground = true };
        thread.Start();
        long done = -1;
        for (int waited = 0; !thread.Join(_second); )
        {
            waited = fuzzer.Done == done ? waited + 1 : 0;
            done = fuzzer.Done;
            if (waited == Patience)
            {
                return (false, $"no end of {Convert.ToHexString(fuzzer.Case)}");
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return (broken is null, broken ?? fuzzer.Figures);
    }

    private static string? Find(Fuzzer fuzzer, long cases, CancellationToken cancellation)
    {
        try
        {
            fuzzer.Run(cases, cancellation);
            return null;
        }
#pragma warning disable CA1031 // whatever it is, it was found
        catch (Exception e)
#pragma warning restore CA1031
        {
            string place = e is ParserException ? "" : $" {e.StackTrace?.Split('\n')[0].Trim()}";
            return $"after {fuzzer.Done} cases: {e.GetType().Name}: {e.Message}{place}, of {Convert.ToHexString(fuzzer.Case)}";
        }
    }
}
