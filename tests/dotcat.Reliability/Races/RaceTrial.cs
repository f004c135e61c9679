using System.Reflection;
using Dotcat.Reliability.Races.Instrumentation;

namespace Dotcat.Reliability.Races;

/// <summary>
/// A race in many schedules, numbered from the seed on, so that one that breaks is the first one of a run with its number
/// as the seed.
/// </summary>
/// <typeparam name="TRace">The race.</typeparam>
/// <param name="name">What races.</param>
/// <param name="invariant">What holds in whatever order.</param>
internal sealed class RaceTrial<TRace>(string name, string invariant) : Trial("Races", name)
    where TRace : Race, new()
{
    private const int Few = 400;

    private const int Many = 10_000;

    public override TimeSpan Limit(bool isShort) => TimeSpan.FromMinutes(isShort ? 2 : 60);

    public override Task<string> RunAsync(Conditions conditions)
    {
        MethodInfo run = Instrumented.Shared.Of(typeof(RaceRun)).GetMethod(nameof(RaceRun.Run))!;
        object[] arguments =
        [
            typeof(TRace).FullName!,
            conditions.Seed,
            conditions.IsShort ? Few : Many,
            conditions.Limit,
        ];
        try
        {
            (string figures, string broken) = ((string, string))run.Invoke(null, arguments)!;
            BrokenException.ThrowUnless(broken.Length == 0, broken);
            return Task.FromResult($"{invariant} {figures}");
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }
}
