using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>The options that name a time, each where the network gives it reason to end.</summary>
internal static class ClockTrials
{
    private const string Filtered = "7001";

    public static IReadOnlyList<Trial> All { get; } =
    [
        new TimedEnd(
            "-w 3, a filter drops",
            3,
            3,
            1,
            stage => Alone(Filter(stage).Near("-w", "3", FarAddress, Filtered))
        ),
        new TimedEnd("no -w, a filter drops", 10, 10, 1, stage => Alone(Filter(stage).Near(FarAddress, Filtered))),
        new TimedEnd("-w 3, nobody speaks TLS", 3, 3, 1, stage => ToSilentAsync(stage, "-w", "3", "--tls")),
        new TimedEnd("-w 3, a proxy is silent", 3, 3, 1, ToSilentProxyAsync),
        new TimedEnd("-l -w 3 --tls, a client is silent", 3, 3, 1, FromSilentAsync),
        new TimedEnd("-i 3, the wire is cut", 3, 3, 0, stage => CutAsync(stage, ["-i", "3"], [])),
        new TimedEnd("--keepalive 1, the wire is cut", 3, 4, 1, stage => CutAsync(stage, ["--keepalive", "1"], [])),
        new TimedEnd("-l --keepalive 1, the wire is cut", 3, 4, 1, stage => CutAsync(stage, [], ["--keepalive", "1"])),
        new TimedEnd("--keepalive 1, the wire is cut with bytes under way", 3, 4, 1, CutUnderWayAsync),
        new StalledReader(),
        new RetryPauses(),
        new TimedEnd("--retry-for 4, a filter drops", 4, 4, 1, RetryForAsync),
        new TimedEnd(
            "-z -w 2, a filter drops",
            2,
            2,
            1,
            stage => Alone(Filter(stage).Near("-z", "-w", "2", FarAddress, Filtered))
        ),
        new PortStates(isDatagram: false),
        new PortStates(isDatagram: true),
    ];

    private static string FarAddress => TwoHosts.FarAddress;

    private static Stage Filter(Stage stage)
    {
        stage.Hosts.Far.Drop(int.Parse(Filtered, null));
        return stage;
    }

    private static Task<ToolProcess> Alone(ToolProcess tool) => Task.FromResult(tool);

    private static Task<ToolProcess> RetryForAsync(Stage stage) =>
        Alone(Filter(stage).Near("--retry", "forever", "--retry-for", "4", "-w", "1", FarAddress, Filtered));

    private static async Task<ToolProcess> ToSilentAsync(Stage stage, params string[] options)
    {
        (_, string[] operands) = await stage.ListenAsync();
        return stage.Near([.. options, .. operands]);
    }

    private static async Task<ToolProcess> ToSilentProxyAsync(Stage stage)
    {
        (_, string[] operands) = await stage.ListenAsync();
        return stage.Near("-w", "3", "--proxy", string.Join(':', operands), "target.example", "80");
    }

    private static async Task<ToolProcess> FromSilentAsync(Stage stage)
    {
        (ToolProcess listener, string[] operands) = await stage.ListenAsync("--tls", "-w", "3");
        _ = stage.Near(operands);
        return listener;
    }

    private static async Task<ToolProcess> CutAsync(Stage stage, string[] clientOptions, string[] listenerOptions)
    {
        (ToolProcess client, ToolProcess listener) = await stage.ConnectAsync(clientOptions, listenerOptions);
        stage.Hosts.IsCut = true;
        return listenerOptions.Length > 0 ? listener : client;
    }

    /// <summary>The kernel sends no probe as long as it sends these again, a quarter of an hour: tcp_retries2 of tcp(7).</summary>
    private static async Task<ToolProcess> CutUnderWayAsync(Stage stage)
    {
        (ToolProcess client, _) = await stage.ConnectAsync(["--keepalive", "1"], []);
        stage.Hosts.IsCut = true;
        await client.Input.WriteAsync(new byte[] { 1, 2, 3 }, stage.Limit);
        await client.Input.FlushAsync(stage.Limit);
        return client;
    }
}
