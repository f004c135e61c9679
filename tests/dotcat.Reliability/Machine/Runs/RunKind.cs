namespace Dotcat.Reliability.Machine.Runs;

/// <summary>A kind of run of the tool, from its start to its end, with everybody who takes part in it.</summary>
/// <param name="Name">What the tool is.</param>
/// <param name="PlayAsync">Plays all parts but the tool's; throws where one of them fails, as it may when the tool does.</param>
internal sealed record RunKind(string Name, Func<Scene, Task> PlayAsync)
{
    public static IReadOnlyList<RunKind> All { get; } =
    [.. ClientRuns.All, .. ListenerRuns.All, .. ServerRuns.All, .. ScanRuns.All];
}
