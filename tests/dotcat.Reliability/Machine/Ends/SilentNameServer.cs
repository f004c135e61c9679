using System.Diagnostics;
using System.Globalization;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>
/// A name server that never answers, in a network and under an /etc/resolv.conf of the trial's own: the run ends when -w says,
/// and no later.
/// </summary>
internal sealed class SilentNameServer() : Trial("Machine", "a name server that never answers")
{
    private const double Wait = 2;
    private const double Tolerance = 1;

    /// <summary>What is sent to a network behind a TUN device that nobody reads reaches nobody.</summary>
    private const string Setup = """
        echo 'nameserver 192.0.2.1' > "$0/resolv.conf" &&
        mount --bind "$0/resolv.conf" "$(readlink -f /etc/resolv.conf)" &&
        ip link set lo up && ip tuntap add nowhere mode tun && ip addr add 192.0.2.2/24 dev nowhere &&
        ip link set nowhere up && exec "$@"
        """;

    public override IReadOnlyList<Requirement> Requirements =>
        [
            Requirement.Root,
            Requirement.Program("unshare", "util-linux"),
            Requirement.Program("ip", "iproute2"),
            Requirement.Device("/dev/net/tun"),
        ];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        string[] launcher = ["unshare", "--mount", "--net", "/bin/sh", "-c", Setup, conditions.Folder];
        long start = Stopwatch.GetTimestamp();
        await using ToolProcess tool = ToolProcess.Start(launcher, ["-w", $"{Wait:0}", "host.example", "80"]);
        int code = await tool.ExitCodeAsync(conditions.Limit);
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string seen = string.Create(CultureInfo.InvariantCulture, $"exit {code} after {took:0.0} s of {Wait:0}");
        bool isInTime = took is >= Wait and <= Wait + Tolerance;
        BrokenException.ThrowUnless(code == 1 && isInTime && tool.Lines.Count == 1, $"{seen}; {tool.Words}");
        return $"{seen}: {tool.Lines[0]}";
    }
}
