using System.Net.Sockets;
using System.Text;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>Kinds of run in which the tool looks for ports.</summary>
internal static class ScanRuns
{
    public static IReadOnlyList<RunKind> All { get; } =
    [
        new("scan", static scene => ScanAsync(scene, isDatagram: false)),
        new("scan, UDP", static scene => ScanAsync(scene, isDatagram: true)),
    ];

    private static async Task ScanAsync(Scene scene, bool isDatagram)
    {
        using Socket open = isDatagram ? Talk.Datagrams() : Talk.Listen();
        int port = Talk.PortOf(open);
        string protocol = isDatagram ? "udp" : "tcp";
        string kind = isDatagram ? "-zuv" : "-zv";
        ToolProcess tool = scene.Start("</dev/null", [kind, "-w", "2", "127.0.0.1", $"{port - 1}-{port}"]);
        string[] said = Encoding.ASCII.GetString(await scene.OutputToEndAsync()).Split('\n');
        scene.Expect(said.Any(line => line.StartsWith($"{port}/{protocol} open", StringComparison.Ordinal)));
        scene.Expect(said.Count(line => line.Contains($"/{protocol} ", StringComparison.Ordinal)) == 2);
        bool isDenied = said.Any(line => line.StartsWith($"{port}/{protocol} closed", StringComparison.Ordinal));
        _ = await tool.ExitCodeAsync(scene.Limit);
        scene.Refuse(isDenied, "an open port is said to be closed");
    }
}
