using Dotcat.Reliability.Machine.Calls;
using Dotcat.Reliability.Machine.Ends;
using Dotcat.Reliability.Machine.Limits;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine;

/// <summary>What the machine does to a run.</summary>
internal static class MachineTrials
{
    /// <summary>
    /// Debian's user nobody, who has no processes: the limit counts all of a user's, and none of root's. With one thread the
    /// runtime ends before Main begins.
    /// </summary>
    private const string Nobody = "65534";

    private static readonly Requirement _prlimit = Requirement.Program("prlimit", "util-linux");
    private static readonly Requirement _setpriv = Requirement.Program("setpriv", "util-linux");

    public static IReadOnlyList<Trial> All { get; } =
    [
        new FailingCalls(),
        new Signalled("SIGTERM", ProcessSignals.Terminate),
        new Signalled("SIGHUP", ProcessSignals.HangUp),
        new LimitedRuns(
            "out of descriptors",
            static limit => ["prlimit", $"--nofile={limit}"],
            [.. Enumerable.Range(8, 25)],
            [_prlimit]
        ),
        new LimitedRuns(
            "out of threads",
            static limit => ["setpriv", $"--reuid={Nobody}", "--clear-groups", "prlimit", $"--nproc={limit}"],
            [.. Enumerable.Range(2, 13)],
            [Requirement.Root, Requirement.ToolOfEverybody, _prlimit, _setpriv]
        ),
        new LimitedRuns(
            "an address space of so many MB",
            static limit => ["prlimit", $"--as={limit * 1024L * 1024}"],
            [192, 256, 384, 512],
            [_prlimit]
        ),
        .. EndTrials.All,
    ];
}
