using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Results;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks;

/// <summary>
/// Lets the tools take turns, so that whatever else the machine does meets all of them alike. A round that does
/// not count comes first.
/// </summary>
internal sealed class Runner(int rounds, IReadOnlyList<Contender> contenders)
{
    /// <summary>A tool that failed so often in one workload is not asked again.</summary>
    private const int Patience = 2;

    private readonly Contender[] _present = [.. contenders.Where(contender => contender.Absence is null)];

    public Scores Run(IEnumerable<Workload> workloads)
    {
        var scores = new Scores();
        foreach (Workload workload in workloads)
        {
            Run(workload, scores);
        }

        return scores;
    }

    private void Run(Workload workload, Scores scores)
    {
        string title = workload.Metrics[0].Title;
        Contender[] able = [.. _present.Where(workload.IsFor)];
        var failures = able.ToDictionary(contender => contender, _ => 0);
        for (int round = 0; round <= rounds; round++)
        {
            Console.Error.WriteLine($"{title}: {(round == 0 ? "warming up" : $"round {round} of {rounds}")}");
            foreach (Contender contender in able.Where(contender => failures[contender] < Patience))
            {
                try
                {
                    double[] figures = workload.Measure(contender);
                    if (round > 0)
                    {
                        scores.Add(workload, contender, figures);
                    }
                }
#pragma warning disable CA1031 // whatever it is, the others are measured
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failures[contender]++;
                    string failure = $"{title}, {contender.Name}, round {round}: {e.Message}";
                    scores.AddFailure(failure);
                    Console.Error.WriteLine(failure);
                }
            }
        }
    }
}
