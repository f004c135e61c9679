using System.Net;
using System.Net.Sockets;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>Kinds of run in which the tool serves one client, and ends.</summary>
internal static class ListenerRuns
{
    private static readonly string[] _here = ["127.0.0.1", "0"];

    /// <summary>It is not to wait for a client that has met its failure.</summary>
    private static readonly string[] _patience = ["--accept-timeout", "6"];

    public static IReadOnlyList<RunKind> All { get; } =
    [
        new("listener", scene => ServeOneAsync(scene, [])),
        new("listener, --allow", scene => ServeOneAsync(scene, ["--allow", "localhost"])),
        new(
            "listener, --accept-proxy",
            scene => ServeOneAsync(scene, ["--accept-proxy"], "PROXY UNKNOWN\r\n"u8.ToArray())
        ),
        new("listener, Unix socket", UnixAsync),
        new("listener, UDP", DatagramsAsync),
        new("listener, -e", CommandAsync),
        new("listener, TLS", TlsAsync),
    ];

    private static async Task ServeOneAsync(Scene scene, string[] options, byte[]? before = null)
    {
        ToolProcess tool = scene.Start(["-l", .. options, .. _patience, .. _here]);
        Task feeding = Scene.FeedAsync(tool, Scene.Answer);
        byte[] heard = await Talk.ExchangeAsync(
            await tool.PortAsync(scene.Limit),
            [.. before ?? [], .. Scene.Question],
            scene.Limit
        );
        await feeding;
        scene.Expect(heard, Scene.Answer);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Question);
    }

    private static async Task UnixAsync(Scene scene)
    {
        string path = Path.Combine(scene.Folder, "s");
        ToolProcess tool = scene.Start(["-lU", .. _patience, path]);
        Task feeding = Scene.FeedAsync(tool, Scene.Answer);
        byte[] heard = [];
        while (!tool.HasExited && heard.Length == 0)
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await client.ConnectAsync(new UnixDomainSocketEndPoint(path), scene.Limit);
                heard = await Talk.SayAsync(client, Scene.Question, scene.Limit);
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(5, scene.Limit); // not yet
            }
        }

        await feeding;
        scene.Expect(heard, Scene.Answer);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Question);
        _ = await tool.ExitCodeAsync(scene.Limit);
        bool isSaid = tool.Lines.Any(line => line.Contains("cannot remove", StringComparison.Ordinal));
        scene.Refuse(File.Exists(path) && !isSaid, "the socket's file is left");
    }

    private static async Task DatagramsAsync(Scene scene)
    {
        byte[] question = Scene.Question[..1000];
        byte[] answer = Scene.Answer[..1000];
        ToolProcess tool = scene.Start(["-lu", "-i", "2s", .. _here]);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await client.ConnectAsync(IPAddress.Loopback, await tool.PortAsync(scene.Limit), scene.Limit);
        _ = await client.SendAsync(question, scene.Limit);
        await Scene.FeedAsync(tool, answer, end: false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(scene.Limit);
        patience.CancelAfter(3000); // a second after a failure it is tried again
        byte[] heard = new byte[2000];
        int count = 0;
        try
        {
            count = await client.ReceiveAsync(heard, patience.Token);
        }
        catch (OperationCanceledException)
        {
            // nothing came
        }

        scene.Expect(heard[..count], answer);
        scene.Expect(await scene.OutputToEndAsync(), question);
    }

    private static async Task CommandAsync(Scene scene)
    {
        ToolProcess tool = scene.Start("</dev/null", ["-l", "-e", $"{scene.Program} -u", .. _patience, .. _here]);
        int port = await tool.PortAsync(scene.Limit);
        scene.Expect(await Talk.ExchangeAsync(port, Scene.Question, scene.Limit), Scene.Question);
    }

    private static async Task TlsAsync(Scene scene)
    {
        ToolProcess tool = scene.Start(["-l", "--tls", "-w", "4", .. _patience, .. _here]);
        Task feeding = Scene.FeedAsync(tool, Scene.Answer);
        ToolProcess client = scene.StartOther("--ssl", "-w", "4", "127.0.0.1", $"{await tool.PortAsync(scene.Limit)}");
        Task saying = Scene.FeedAsync(client, Scene.Question);
        var heard = new MemoryStream();
        await client.Output.CopyToAsync(heard, scene.Limit);
        await Task.WhenAll(feeding, saying);
        scene.Expect(heard.ToArray(), Scene.Answer);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Question);
    }
}
