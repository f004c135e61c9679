using Dotcat.Reliability.Machine.Calls;

namespace Dotcat.Reliability.Machine;

/// <summary>What the machine does to a run.</summary>
internal static class MachineTrials
{
    public static IReadOnlyList<Trial> All { get; } = [new FailingCalls()];
}
