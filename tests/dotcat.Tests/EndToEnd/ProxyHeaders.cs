using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dotcat.Tests.Support;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--accept-proxy: a client is who its proxy's header says it is.</summary>
public sealed class ProxyHeaders : IDisposable
{
    private const string Client = "192.0.2.1:50000";
    private const string Line = "PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\n";

    private readonly TlsFiles _files = new();

    private static byte[] Binary =>
        [
            .. "\r\n\r\n\0\r\nQUIT\n"u8,
            0x21,
            0x11,
            0,
            15,
            192,
            0,
            2,
            1,
            198,
            51,
            100,
            1,
            0xC3,
            0x50,
            0x01,
            0xBB,
            4,
            0,
            0,
        ];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.UnixStream)]
    public async Task TheClient_IsNamed_AndItsProxyToo(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            "-vvk",
            "--accept-proxy",
            "--echo"
        );
        foreach (byte[] header in new[] { Encoding.ASCII.GetBytes(Line), Binary })
        {
            using Socket proxy = listener.ConnectSocket();
            byte[] all = [.. header, .. "payload"u8];
            await proxy.SendBytesAsync(all.AsMemory(..20));
            await proxy.SendBytesAsync(all.AsMemory(20..));

            Assert.Equal("payload", Encoding.UTF8.GetString(await proxy.ReceiveExactlyAsync(7)));
            string way = transport.IsUnix ? UnixAddress.Of(listener.EndPoint) : $"{proxy.LocalEndPoint}";
            await listener.Process.ErrorLineAsync($"dotcat: connection from {Client}");
            await listener.Process.ErrorLineAsync($"dotcat: {Client} comes by way of {way}");
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Events_HaveTheClient_AndItsProxy()
    {
        await using RunningProcess listener = Tool.Start("--json", "--accept-proxy", "-l", "127.0.0.1", "0");
        string address = Of(EventLines.Read(await listener.ErrorLineAsync("\"listening\"")), "local")!;
        using Socket proxy = Transport.Tcp4.CreateSocket();
        await proxy.ConnectAsync(IPEndPoint.Parse(address));
        await proxy.SendTextAsync(Line + "payload");
        proxy.Shutdown(SocketShutdown.Send);
        await listener.FinishInputAsync("");
        ProcessEnd end = await listener.EndAsync();

        JsonElement[] seen = EventLines.Read(end.ErrorLines);
        Assert.Equal(["listening", "accepted", "closed"], seen.Select(static it => Of(it, "event")));
        Assert.Equal(
            (Client, "198.51.100.1:443", "tcp", $"{proxy.LocalEndPoint}"),
            (Of(seen[1], "peer"), Of(seen[1], "local"), Of(seen[1], "protocol"), Of(seen[1], "proxy"))
        );
        Assert.Equal((Client, "7"), (Of(seen[2], "peer"), Of(seen[2], "received")));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommand_IsToldTheClient()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--accept-proxy",
            "-c",
            "echo $NCAT_REMOTE_ADDR $NCAT_REMOTE_PORT $NCAT_LOCAL_ADDR $NCAT_LOCAL_PORT"
        );
        using Socket proxy = listener.ConnectSocket();
        await proxy.SendTextAsync(Line);

        Assert.Equal("192.0.2.1 50000 198.51.100.1 443\n", await proxy.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AChat_ShowsTheClient()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--accept-proxy", "--chat");
        using Socket proxy = listener.ConnectSocket();
        await proxy.SendTextAsync(Line);

        Assert.Contains($"({Client}) has joined", await ReadLineAsync(listener.Process), StringComparison.Ordinal);
    }

    /// <summary>What a stranger says of itself opens no door, and what a friend says of a stranger closes none.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Who_MayConnect_IsAskedOfWhoReallyConnects()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-vk",
            "--accept-proxy",
            "--echo",
            "--allow",
            "192.0.2.1,127.0.0.1",
            "--deny",
            "198.51.100.9"
        );
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.5"), 0));
        await stranger.ConnectAsync(listener.EndPoint);
        await listener.Process.ErrorLineAsync($"{stranger.LocalEndPoint} turned away: not allowed");

        using Socket friend = listener.ConnectSocket();
        await friend.SendTextAsync("PROXY TCP4 198.51.100.9 198.51.100.1 50000 443\r\npayload");
        Assert.Equal("payload", Encoding.UTF8.GetString(await friend.ReceiveExactlyAsync(7)));
        await listener.Process.ErrorLineAsync("connection from 198.51.100.9:50000");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "no PROXY header came first")]
    [InlineData("PROXY TCP4 192.0.2.1", "no whole PROXY header within 200 ms")]
    [InlineData("", "no whole PROXY header within 200 ms")]
    public async Task WhoHasNoHeader_IsClosed_AndDisturbsNobody(string text, string reason)
    {
        foreach (string[] options in new string[][] { ["--echo"], ["--echo", "-k"] })
        {
            await using ToolListener listener = await ToolListener.StartAsync(
                Transport.Tcp4,
                ["-v", "--accept-proxy", "-w", "200ms", .. options]
            );
            using Socket other = listener.ConnectSocket();
            if (text.Length > 0)
            {
                await other.SendTextAsync(text);
            }

            Assert.Empty(await other.ReceiveToEndAsync());
            await listener.Process.ErrorLineAsync($"dotcat: {other.LocalEndPoint} turned away: {reason}");

            using Socket proxy = listener.ConnectSocket();
            await proxy.SendTextAsync(Line + "payload");
            Assert.Equal("payload", Encoding.UTF8.GetString(await proxy.ReceiveExactlyAsync(7)));
        }
    }

    /// <summary>The header of a proxy's own connection, to see whether the server is there.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AHeaderOfNobody_LeavesTheRealAddresses()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-v", "--accept-proxy");
        using Socket proxy = listener.ConnectSocket();
        await proxy.SendBytesAsync((byte[])[.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, 0, 0, 0]);

        await listener.Process.ErrorLineAsync($"dotcat: connection from {proxy.LocalEndPoint}");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("1")]
    [InlineData("2")]
    public async Task BeforeTls_TheHeaderGoes_AndIsTaken(string version)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-v", "--accept-proxy", .. _files.Server]
        );
        await using RunningProcess client = listener.Connect(["--send-proxy", version, .. _files.Client]);
        await client.FinishInputAsync("payload");

        Assert.Equal("payload", await listener.Process.ReadTextToEndAsync());
        Assert.Equal((0, 0), (await client.ExitCodeAsync(), await listener.Process.ExitCodeAsync()));
    }

    public void Dispose() => _files.Dispose();

    private static string? Of(JsonElement happened, string member) => EventLines.Of(happened, member);

    private static async Task<string> ReadLineAsync(RunningProcess process)
    {
        var line = new StringBuilder();
        while (!line.ToString().EndsWith('\n'))
        {
            line.Append(await process.ReadTextAsync(1));
        }

        return line.ToString();
    }
}
