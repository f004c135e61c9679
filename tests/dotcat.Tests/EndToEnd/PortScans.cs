using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dotcat.Tests.Support;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Which ports are open: <c>-z</c>.</summary>
public sealed class PortScans : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    public async Task OpenPorts_AreLines_InTheirOrder(Transport transport)
    {
        int[] open = [Listen(transport), Listen(transport)];
        int closed = Closed(transport);

        ProcessEnd end = await ScanAsync("-z", $"{transport.Loopback}", $"{open[1]},{closed},{open[0]}");

        Assert.Equal(open.Order().Select(static port => $"{port}/tcp open"), WithoutServices(end));
        Assert.Equal((0, 0), (end.ExitCode, end.ErrorLines.Count));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Verbose_EachPortIsALine_AndTheSumIsSaid()
    {
        (int open, int closed) = (Listen(Transport.Tcp4), Closed(Transport.Tcp4));

        ProcessEnd end = await ScanAsync("-zv", "127.0.0.1", $"{open}", $"{closed}");

        string[] lines = [$"{open}/tcp open", $"{closed}/tcp closed"];
        Assert.Equal(lines.Order(), WithoutServices(end).Order());
        Assert.Equal("dotcat: trying 2 ports of 127.0.0.1", end.ErrorLines[0]);
        Assert.StartsWith("dotcat: 1 open, 1 closed in ", end.ErrorLines[1], StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SinglePort_IsTheExitCode()
    {
        Assert.Equal(Nothing(0), await OutcomeAsync("-z", "127.0.0.1", $"{Listen(Transport.Tcp4)}"));
        Assert.Equal(Nothing(1), await OutcomeAsync("-z", "127.0.0.1", $"{Closed(Transport.Tcp4)}"));
    }

    /// <summary>The system gives some of them to the tries, which then reach themselves.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AllPorts_OfAMachineWithoutServers_AreClosed()
    {
        await using RunningProcess scan = await Tool.StartAloneAsync("true", "-z", "127.0.0.1", "1-65535");

        ProcessEnd end = await scan.EndAsync();

        Assert.Equal((1, "", ""), (end.ExitCode, end.Text, string.Join('\n', end.ErrorLines)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.Udp6)]
    public async Task DatagramPorts_AreOpenClosedOrEither(Transport transport)
    {
        ToolMachine.SkipUnderWine("a refusal that comes before a read is lost");
        await using ToolListener echo = await ToolListener.StartAsync(transport, "-k", "--echo");
        int answering = ((IPEndPoint)echo.EndPoint).Port;
        (int silent, int closed) = (Listen(transport), Closed(transport));

        ProcessEnd end = await ScanAsync("-zuv", $"{transport.Loopback}", $"{answering},{silent},{closed}");

        string[] lines = [$"{answering}/udp open", $"{closed}/udp closed", $"{silent}/udp open|filtered"];
        Assert.Equal(lines.Order(), WithoutServices(end).Order());
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(Nothing(1), await OutcomeAsync("-zu", $"{transport.Loopback}", $"{closed}"));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    [InlineData(Transport.AbstractStream)]
    public async Task UnixSocket_IsOpen_WhereSomebodyListens(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string address = folder.UnixAddress(transport);
        string flags = transport.IsDatagram ? "-zuUv" : "-zUv";

        ProcessEnd before = await ScanAsync(flags, address);
        _owned.Add(transport.Bind(address));
        ProcessEnd after = await ScanAsync(flags, address);

        Assert.Equal((1, $"{address} closed\n"), (before.ExitCode, before.Text));
        Assert.Equal((0, $"{address} open\n"), (after.ExitCode, after.Text));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Retry_WaitsForThePort_AndSaysHowLong()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using RunningProcess scan = Tool.Start(
            "-zv",
            "--retry-for",
            "1m",
            "--retry-max-delay",
            "50ms",
            $"{server.LocalEndPoint}"
        );
        Assert.EndsWith(": closed", await scan.ErrorLineAsync("attempt 1 in "), StringComparison.Ordinal);

        server.Listen();

        ProcessEnd end = await scan.EndAsync();
        Assert.Equal((0, 1), (end.ExitCode, WithoutServices(end).Length));
        Assert.StartsWith("dotcat: 1 open in ", end.ErrorLines[^1], StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Retry_InVain_SaysSo()
    {
        int closed = Closed(Transport.Tcp4);

        ProcessEnd end = await ScanAsync("-z", "--retry", "1", "--retry-delay", "10ms", $"127.0.0.1:{closed}");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal([$"dotcat: 127.0.0.1:{closed}: closed"], end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--tls-pin")]
    [InlineData("--tls")]
    public async Task OverTls_OpenIsWhatIsBelieved(string option)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k", "--tls", "--echo");
        string said = await listener.Process.ErrorLineAsync("--tls-pin ");
        string[] trust = option == "--tls" ? [option] : [option, said.Split(' ')[^1]];

        ProcessEnd end = await ScanAsync(["-zv", "-w10", .. trust, $"{listener.EndPoint}"]);

        bool isBelieved = option != "--tls";
        Assert.Equal(isBelieved ? 0 : 1, end.ExitCode);
        Assert.EndsWith(isBelieved ? "open" : "closed", WithoutServices(end)[0], StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "filtered")] // 504 for whatever cannot be reached
    [InlineData("socks5", "closed")]
    public async Task ThroughOwnProxy_TheTargetsStateIsTold(string type, string refused)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, "--proxy-type", type);

        await AssertThroughAsync(proxy.EndPoint, type, refused);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ncat", "http", "filtered")]
    [InlineData("tinyproxy", "http", "closed")]
    [InlineData("microsocks", "socks5", "closed")]
    [InlineData("danted", "socks5", "closed")]
    [InlineData("danted", "socks4", "closed")]
    public async Task ThroughOthersProxies_TheTargetsStateIsTold(string program, string type, string refused)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, login: null);

        await AssertThroughAsync(new IPEndPoint(IPAddress.Loopback, proxy.Port), type, refused);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Proxy_ThatIsNotThere_IsAnErrorAndNoState()
    {
        int closed = Closed(Transport.Tcp4);

        ProcessEnd end = await ScanAsync("-zv", "--proxy", $"127.0.0.1:{closed}", "127.0.0.1", "1-1000");

        Assert.Equal((1, ""), (end.ExitCode, end.Text));
        Assert.Equal($"dotcat: cannot connect to 127.0.0.1:{closed}: connection refused", end.ErrorLines[^1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ReaderThatGoes_IsDoneAndSilent()
    {
        await using RunningProcess scan = RunningProcess.Start(
            "/bin/bash",
            "-c",
            "\"$0\" -zv 127.0.0.1 1-30000 | head -n 1; echo ${PIPESTATUS[0]}",
            Tool.Path
        );

        ProcessEnd end = await scan.EndAsync();

        string[] lines = end.Text.TrimEnd('\n').Split('\n');
        Assert.StartsWith("1/tcp ", lines[0], StringComparison.Ordinal);
        Assert.Equal("0", lines[1]);
        Assert.DoesNotContain(end.ErrorLines, static line => line.Contains("pipe", StringComparison.Ordinal));
    }

    /// <summary>The last port is silent, and those before it are known.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Interrupted_WhatIsKnownStays()
    {
        using Socket one = Transport.Udp4.Bind("");
        using Socket other = Transport.Udp4.Bind("");
        Socket[] sockets = [.. new[] { one, other }.OrderBy(static socket => PortOf(socket))];
        await using RunningProcess scan = Tool.Start(
            "-zu",
            "-w1m",
            "127.0.0.1",
            string.Join(',', sockets.Select(PortOf))
        );
        var received = await sockets[0].ReceiveFromAsync(new byte[1], one.LocalEndPoint!).WaitAsync(TimeLimit.Wait);
        await sockets[0].SendToAsync("x"u8.ToArray(), received.RemoteEndPoint);
        string line = $"{PortOf(sockets[0])}/udp open ";
        Assert.Equal(line, await scan.ReadTextAsync(line.Length));

        scan.Send(Signal.Interrupt);

        Assert.Equal(130, await scan.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task FewDescriptors_AreEnough()
    {
        ToolMachine.RequireLinux("other runtimes need another number of them");
        await using RunningProcess scan = Tool.StartInShell(
            "ulimit -n 128; exec \"$0\" \"$@\"",
            "-zuv",
            "-w",
            "10ms",
            "127.0.0.1",
            "1-2000"
        );

        ProcessEnd end = await scan.EndAsync();

        Assert.Equal(2000, end.Text.Count(static letter => letter == '\n'));
        Assert.Equal(2, end.ErrorLines.Count);
    }

    /// <summary>One after the other they would take 500 s.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task PacketFilter_IsFiltered_ManyPortsAtATime()
    {
        Peers.Require("nft");
        const string Filter = """
            add table inet f
            add chain inet f in { type filter hook input priority 0; }
            add rule inet f in tcp dport 1000-1999 drop
            add rule inet f in tcp dport 2000 reject with icmpx type admin-prohibited
            """;

        await using RunningProcess scan = await Tool.StartAloneAsync(
            $"echo '{Filter}' | nft -f -",
            "-zv",
            "-w",
            "500ms",
            "127.0.0.1",
            "1000-2001"
        );
        ProcessEnd end = await scan.EndAsync();

        IEnumerable<string> filtered = Enumerable.Range(1000, 1001).Select(static port => $"{port}/tcp filtered");
        Assert.Equal([.. filtered, "2001/tcp closed"], WithoutServices(end));
        Assert.Equal(1, end.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Json_TellsEachPort_AndTheLinesStay()
    {
        (int open, int closed) = (Listen(Transport.Tcp4), Closed(Transport.Tcp4));

        ProcessEnd end = await ScanAsync("-z", "--json", "127.0.0.1", $"{open}", $"{closed}");

        Assert.Equal([$"{open}/tcp open"], WithoutServices(end));
        JsonElement[] told =
        [
            .. EventLines.Read(end.ErrorLines).Where(static it => EventLines.Of(it, "event") == "port"),
        ];
        string[] expected = [$"127.0.0.1:{open} tcp open", $"127.0.0.1:{closed} tcp closed"];
        Assert.Equal(
            expected.Order(),
            told.Select(static it =>
                    $"{EventLines.Of(it, "peer")} {EventLines.Of(it, "protocol")} {EventLines.Of(it, "state")}"
                )
                .Order()
        );
    }

    public void Dispose() => _owned.ForEach(static one => one.Dispose());

    private async Task AssertThroughAsync(EndPoint proxy, string type, string refused)
    {
        (int open, int closed) = (Listen(Transport.Tcp4), Closed(Transport.Tcp4));

        ProcessEnd end = await ScanAsync(
            "-zv",
            "-w",
            "20",
            "--proxy",
            $"{proxy}",
            "--proxy-type",
            type,
            "127.0.0.1",
            $"{open},{closed}"
        );

        string[] lines = [$"{open}/tcp open", $"{closed}/tcp {refused}"];
        Assert.Equal(lines.Order(), WithoutServices(end).Order());
        Assert.Equal(0, end.ExitCode);
    }

    private static Task<ProcessEnd> ScanAsync(params string[] words) => Tool.RunAsync("", words);

    private static async Task<(int, string, string)> OutcomeAsync(params string[] words)
    {
        ProcessEnd end = await ScanAsync(words);
        return (end.ExitCode, end.Text, string.Join('\n', end.ErrorLines));
    }

    private static (int, string, string) Nothing(int exitCode) => (exitCode, "", "");

    /// <summary>The lines but for their last word, which depends on the system.</summary>
    private static string[] WithoutServices(ProcessEnd end) =>
        [
            .. end
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line[..line.LastIndexOf(' ')]),
        ];

    private int Listen(Transport transport)
    {
        Socket socket = transport.CreateSocket();
        _owned.Add(socket);
        socket.Bind(new IPEndPoint(transport.Loopback, 0));
        if (!transport.IsDatagram)
        {
            socket.Listen();
        }

        return PortOf(socket);
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private int Closed(Transport transport)
    {
        var port = new TakenPort(transport);
        _owned.Add(port);
        return port.Number;
    }
}
