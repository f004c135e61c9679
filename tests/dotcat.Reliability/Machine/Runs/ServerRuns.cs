using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>Kinds of run in which the tool serves three clients, one after the other, and is ended by SIGTERM.</summary>
internal static class ServerRuns
{
    private const int Clients = 3;
    private static readonly TimeSpan _clientsPatience = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<RunKind> All { get; } =
    [
        new("server, --echo", scene => ServeAsync(scene, ["-lk", "--echo"], EchoedAsync)),
        new("server, --echo, TLS", scene => ServeAsync(scene, ["-lk", "--echo", "--tls"], EchoedByTlsAsync)),
        new("server, -e", scene => ServeAsync(scene, ["-lk", "-e", $"{scene.Program} -u"], EchoedAsync)),
        new("server, -c", scene => ServeAsync(scene, ["-lk", "-c", $"{scene.Program}; exit 3"], EchoedAsync)),
        new("server, --reply", scene => ServeAsync(scene, ["-lk", "--reply", "hello"], RepliedAsync)),
        new("server, -k", scene => ServeAsync(scene, ["-lk"], MergedAsync)),
        new("server, --broker", scene => ServeAsync(scene, ["--broker"], PassedOnAsync)),
        new("server, --chat", scene => ServeAsync(scene, ["--chat"], ChattedAsync)),
        new("server, --to", ForwardedAsync),
        new("server, --to, --send-proxy", AnnouncedAsync),
        new("server, --to, UDP", ForwardedDatagramsAsync),
        new("server, HTTP proxy", scene => ProxiedAsync(scene, "http", ProxyClient.ConnectByHttpAsync)),
        new("server, SOCKS proxy", scene => ProxiedAsync(scene, "socks5", ProxyClient.ConnectBySocksAsync)),
        new("server, --echo, UDP", scene => ServeAsync(scene, ["-lku", "--echo"], EchoedDatagramsAsync)),
        new("server, -e, UDP", scene => ServeAsync(scene, ["-lku", "-e", $"{scene.Program} -u"], EchoedDatagramsAsync)),
    ];

    private static async Task ServeAsync(
        Scene scene,
        string[] options,
        Func<Scene, int, CancellationToken, Task<bool>> client
    )
    {
        int port = await scene.ServeAsync(options);
        for (int i = 0; i < Clients; i++)
        {
            await scene.ServeClientAsync(async () =>
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(scene.Limit);
                patience.CancelAfter(_clientsPatience);
                try
                {
                    return await client(scene, port, patience.Token);
                }
                catch (OperationCanceledException) when (!scene.Limit.IsCancellationRequested)
                {
                    return false;
                }
            });
        }
    }

    private static async Task<bool> EchoedAsync(Scene scene, int port, CancellationToken limit) =>
        (await Talk.ExchangeAsync(port, Scene.Question, limit)).AsSpan().SequenceEqual(Scene.Question);

    private static async Task<bool> EchoedByTlsAsync(Scene scene, int port, CancellationToken limit)
    {
        await using ToolProcess client = ToolProcess.Start("--ssl", "-w", "2", "127.0.0.1", $"{port}");
        Task saying = Scene.FeedAsync(client, Scene.Question);
        var heard = new MemoryStream();
        await client.Output.CopyToAsync(heard, limit);
        await saying;
        return heard.ToArray().AsSpan().SequenceEqual(Scene.Question);
    }

    private static async Task<bool> RepliedAsync(Scene scene, int port, CancellationToken limit)
    {
        using Socket client = await Talk.ConnectAsync(port, limit);
        _ = await client.SendAsync("x"u8.ToArray(), limit);
        return (await Talk.ReadAsync(client, 5, limit)).AsSpan().SequenceEqual("hello"u8);
    }

    private static async Task<bool> MergedAsync(Scene scene, int port, CancellationToken limit)
    {
        int before = scene.Output.Length;
        using Socket client = await Talk.ConnectAsync(port, limit);
        _ = await client.SendAsync(Scene.Question.AsMemory(0, 1000), limit);
        client.Shutdown(SocketShutdown.Send);
        await scene.OutputAsync(before + 1000).WaitAsync(limit);
        return scene.Output.AsSpan(before).SequenceEqual(Scene.Question.AsSpan(0, 1000));
    }

    private static async Task<bool> PassedOnAsync(Scene scene, int port, CancellationToken limit)
    {
        using Socket one = await Talk.ConnectAsync(port, limit);
        using Socket other = await Talk.ConnectAsync(port, limit);
        await LetInAsync(scene, one, limit);
        await LetInAsync(scene, other, limit);
        _ = await one.SendAsync(Scene.Question.AsMemory(0, 1000), limit);
        byte[] heard = await Talk.ReadAsync(other, 1000, limit);
        return heard.AsSpan().SequenceEqual(Scene.Question.AsSpan(0, 1000));
    }

    /// <summary>Until the tool says that it has let a client in, which the client is not told.</summary>
    private static async Task LetInAsync(Scene scene, Socket client, CancellationToken limit)
    {
        string name = client.LocalEndPoint!.ToString()!;
        while (!scene.Tool.Lines.Any(line => line.Contains(name, StringComparison.Ordinal)))
        {
            await Task.Delay(10, limit);
        }
    }

    private static async Task<bool> ChattedAsync(Scene scene, int port, CancellationToken limit)
    {
        using Socket one = await Talk.ConnectAsync(port, limit);
        using Socket other = await Talk.ConnectAsync(port, limit);
        await HearAsync(other, "/nick", limit);
        _ = await one.SendAsync("good day\n"u8.ToArray(), limit);
        return await HearAsync(other, "good day", limit);
    }

    private static async Task<bool> HearAsync(Socket socket, string word, CancellationToken limit)
    {
        var heard = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (!heard.ToString().Contains(word, StringComparison.Ordinal))
        {
            int count = await socket.ReceiveAsync(buffer, limit);
            if (count == 0)
            {
                return false;
            }

            _ = heard.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return true;
    }

    private static async Task ForwardedAsync(Scene scene)
    {
        using Socket target = Talk.Listen();
        Task echoing = Talk.EchoAllAsync(target, scene.Limit);
        await ServeAsync(scene, ["-lk", "-w", "2", "--to", $"localhost:{Talk.PortOf(target)}"], EchoedAsync);
        target.Dispose();
        await echoing;
    }

    private static async Task AnnouncedAsync(Scene scene)
    {
        await using ToolProcess target = ToolProcess.Start("-lk", "--echo", "--accept-proxy", "127.0.0.1", "0");
        string to = $"127.0.0.1:{await target.PortAsync(scene.Limit)}";
        await ServeAsync(scene, ["-lk", "-w", "2", "--to", to, "--send-proxy", "1"], EchoedAsync);
    }

    private static async Task ForwardedDatagramsAsync(Scene scene)
    {
        using Socket target = Talk.Datagrams();
        Task echoing = Talk.EchoDatagramsAsync(target, scene.Limit);
        string to = $"udp://127.0.0.1:{Talk.PortOf(target)}";
        await ServeAsync(scene, ["-lku", "--to", to], EchoedDatagramsAsync);
        target.Dispose();
        await echoing;
    }

    /// <summary>A datagram may be lost by a fault, and those after it may not.</summary>
    private static async Task<bool> EchoedDatagramsAsync(Scene scene, int port, CancellationToken limit)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await client.ConnectAsync(IPAddress.Loopback, port, limit);
        byte[] buffer = new byte[100];
        for (byte i = 0; i < 3; i++)
        {
            byte[] sent = [i, 1, 2, 3];
            _ = await client.SendAsync(sent, limit);
            int count = await client.ReceiveAsync(buffer, limit);
            if (!buffer.AsSpan(0, count).SequenceEqual(sent))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task ProxiedAsync(
        Scene scene,
        string type,
        Func<Socket, int, CancellationToken, Task<bool>> connect
    )
    {
        using Socket target = Talk.Listen();
        Task echoing = Talk.EchoAllAsync(target, scene.Limit);
        await ServeAsync(scene, ["-l", "--proxy-type", type, "-w", "2"], EchoedThroughAsync);
        target.Dispose();
        await echoing;

        async Task<bool> EchoedThroughAsync(Scene _, int port, CancellationToken limit)
        {
            using Socket client = await Talk.ConnectAsync(port, limit);
            return await connect(client, Talk.PortOf(target), limit)
                && (await Talk.SayAsync(client, Scene.Question, limit)).AsSpan().SequenceEqual(Scene.Question);
        }
    }
}
