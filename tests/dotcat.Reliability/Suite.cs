using Dotcat.Reliability.Network;

namespace Dotcat.Reliability;

/// <summary>All trials, in the order of the report.</summary>
internal static class Suite
{
    public static IReadOnlyList<Trial> All { get; } = [.. NetworkTrials.All];
}
