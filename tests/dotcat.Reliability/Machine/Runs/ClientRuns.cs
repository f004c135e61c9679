using System.Net;
using System.Net.Sockets;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>Kinds of run in which the tool connects.</summary>
internal static class ClientRuns
{
    private const string Here = "127.0.0.1";

    /// <summary>Leaves the tool time to say itself that it waited too long.</summary>
    private static readonly string[] _wait = ["-w", "4"];

    public static IReadOnlyList<RunKind> All { get; } =
    [
        new("client, pipes", scene => TransferAsync(scene, [])),
        new("client, by name", ByNameAsync),
        new("client, files", FilesAsync),
        new("client, records", RecordedAsync),
        new("client, --json --progress", scene => TransferAsync(scene, ["--json", "--progress", "--size", "100K"])),
        new("client, --rate", scene => TransferAsync(scene, ["--rate", "400K"])),
        new("client, --retry", scene => TransferAsync(scene, ["--retry", "2", "--retry-delay", "50ms"])),
        new("client, --reconnect", ReconnectedRun.PlayAsync),
        new("client, --send-proxy", scene => EchoedAsync(scene, ["--send-proxy", "2"], ["--accept-proxy"])),
        new("client, -k", scene => TransferAsync(scene, ["-k"])),
        new(
            "client, -t -C",
            scene => TransferAsync(scene, ["-t", "-C"], "a\nb\n"u8.ToArray(), "a\r\nb\r\n"u8.ToArray())
        ),
        new("client, Unix socket", UnixAsync),
        new("client, UDP", DatagramsAsync),
        new("client, -e", CommandAsync),
        new("client, TLS", scene => EchoedAsync(scene, ["--ssl"], ["--tls"])),
        new("client, HTTP proxy", scene => ThroughAsync(scene, "http")),
        new("client, SOCKS proxy", scene => ThroughAsync(scene, "socks5")),
        new("client, as nc", scene => TransferAsync(scene, [], isNc: true)),
    ];

    private static async Task TransferAsync(
        Scene scene,
        IEnumerable<string> options,
        byte[]? input = null,
        byte[]? expected = null,
        bool isNc = false
    )
    {
        using Socket listener = Talk.Listen();
        Task<byte[]> heard = Talk.AnswerAsync(listener, input is null ? Scene.Answer : [], scene.Limit);
        string[] operands = [Here, $"{Talk.PortOf(listener)}"];
        ToolProcess tool = isNc
            ? scene.Start(["--as", "nc", "-v", "-N", .. _wait, .. operands])
            : scene.Start([.. options, .. _wait, .. operands]);
        await Scene.FeedAsync(tool, input ?? Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), input is null ? Scene.Answer : []);
        await ConcludeAsync(scene, listener, heard, expected ?? input ?? Scene.Question);
    }

    private static async Task ByNameAsync(Scene scene)
    {
        using Socket listener = Talk.Listen();
        Task<byte[]> heard = Talk.AnswerAsync(listener, Scene.Answer, scene.Limit);
        ToolProcess tool = scene.Start(["-4", .. _wait, "localhost", $"{Talk.PortOf(listener)}"]);
        await Scene.FeedAsync(tool, Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Answer);
        await ConcludeAsync(scene, listener, heard, Scene.Question);
    }

    private static async Task FilesAsync(Scene scene)
    {
        string input = Path.Combine(scene.Folder, "in");
        string output = Path.Combine(scene.Folder, "out");
        await File.WriteAllBytesAsync(input, Scene.Question, scene.Limit);
        await File.WriteAllBytesAsync(output, [], scene.Limit);
        using Socket listener = Talk.Listen();
        Task<byte[]> heard = Talk.AnswerAsync(listener, Scene.Answer, scene.Limit);
        ToolProcess tool = scene.Start("<in >>out", [.. _wait, Here, $"{Talk.PortOf(listener)}"]);
        _ = await tool.ExitCodeAsync(scene.Limit);
        scene.Expect(await File.ReadAllBytesAsync(output, scene.Limit), Scene.Answer);
        await ConcludeAsync(scene, listener, heard, Scene.Question);
    }

    private static async Task RecordedAsync(Scene scene)
    {
        using Socket listener = Talk.Listen();
        Task<byte[]> heard = Talk.AnswerAsync(listener, Scene.Answer, scene.Limit);
        string[] records = ["-o", "all", "-x", "hex", "--digest"];
        ToolProcess tool = scene.Start([.. records, .. _wait, Here, $"{Talk.PortOf(listener)}"]);
        await Scene.FeedAsync(tool, Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Answer);
        await ConcludeAsync(scene, listener, heard, Scene.Question);
        _ = await tool.ExitCodeAsync(scene.Limit);
        (long all, string? damage) = await Records.ReadAsync(scene.Folder);
        scene.Expect(all == Scene.Question.Length + Scene.Answer.Length);
        scene.Refuse(damage is not null, damage ?? "");
    }

    private static async Task UnixAsync(Scene scene)
    {
        string path = Path.Combine(scene.Folder, "s");
        using Socket listener = Talk.ListenAt(path);
        Task<byte[]> heard = Talk.AnswerAsync(listener, Scene.Answer, scene.Limit);
        ToolProcess tool = scene.Start(["-U", .. _wait, path]);
        await Scene.FeedAsync(tool, Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Answer);
        await ConcludeAsync(scene, listener, heard, Scene.Question);
    }

    private static async Task DatagramsAsync(Scene scene)
    {
        byte[] question = Scene.Question[..1000];
        using Socket server = Talk.Datagrams();
        _ = Talk.EchoDatagramsAsync(server, scene.Limit);
        ToolProcess tool = scene.Start(["-u", .. _wait, Here, $"{Talk.PortOf(server)}"]);
        await Scene.FeedAsync(tool, question, end: false);
        await Task.WhenAny(scene.OutputAsync(question.Length), Task.Delay(1000, scene.Limit));
        await Scene.FeedAsync(tool, []);
        scene.Expect(await scene.OutputToEndAsync(), question);
    }

    private static async Task CommandAsync(Scene scene)
    {
        using Socket listener = Talk.Listen();
        ToolProcess tool = scene.Start(
            "</dev/null",
            ["-e", $"{scene.Program} -u", .. _wait, Here, $"{Talk.PortOf(listener)}"]
        );
        Task<int> ended = tool.ExitCodeAsync(scene.Limit);
        Task<Socket> accepting = listener.AcceptAsync(scene.Limit).AsTask();
        byte[] echoed = [];
        if (await Task.WhenAny(accepting, ended) == accepting)
        {
            using Socket client = await accepting;
            echoed = await Talk.SayAsync(client, Scene.Question, scene.Limit);
        }

        scene.Expect(echoed, Scene.Question);
    }

    private static async Task ThroughAsync(Scene scene, string type)
    {
        using Socket listener = Talk.Listen();
        Task<byte[]> heard = Talk.AnswerAsync(listener, Scene.Answer, scene.Limit);
        await using ToolProcess proxy = ToolProcess.Start("-l", "--proxy-type", type, Here, "0");
        string[] through = ["--proxy", $"{Here}:{await proxy.PortAsync(scene.Limit)}", "--proxy-type", type];
        ToolProcess tool = scene.Start([.. through, .. _wait, Here, $"{Talk.PortOf(listener)}"]);
        await Scene.FeedAsync(tool, Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Answer);
        await ConcludeAsync(scene, listener, heard, Scene.Question);
    }

    private static async Task EchoedAsync(Scene scene, string[] options, string[] listening)
    {
        await using ToolProcess server = ToolProcess.Start(["-l", .. listening, "-e", "/bin/cat", Here, "0"]);
        ToolProcess tool = scene.Start([.. options, .. _wait, Here, $"{await server.PortAsync(scene.Limit)}"]);
        await Scene.FeedAsync(tool, Scene.Question);
        scene.Expect(await scene.OutputToEndAsync(), Scene.Question);
    }

    /// <summary>Whoever never came in has nothing to wait for.</summary>
    private static async Task ConcludeAsync(Scene scene, Socket listener, Task<byte[]> heard, byte[] expected)
    {
        _ = await scene.Tool.ExitCodeAsync(scene.Limit);
        if (await Task.WhenAny(heard, Task.Delay(200, scene.Limit)) != heard)
        {
            listener.Dispose();
        }

        try
        {
            scene.Expect(await heard, expected);
        }
        catch (SocketException)
        {
            scene.Expect(isSo: false);
        }
    }
}
