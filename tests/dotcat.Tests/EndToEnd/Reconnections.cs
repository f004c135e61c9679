using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A client whose connection ends makes another one, and its input goes on where it was.</summary>
public sealed class Reconnections : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task APeerThatEnds_IsNoticedThoughNothingIsSent_AndWhatComesThenIsTheNexts(Transport transport)
    {
        using Socket listener = transport.Bind(_folder.UnixAddress(transport));
        await using RunningProcess client = Tool.Connect(transport, listener.LocalEndPoint!, "--reconnect");
        using (Socket first = await listener.AcceptOneAsync())
        {
            await client.WriteAsync("one");
            await first.ReceiveUntilAsync("one");
        }

        using Socket second = await listener.AcceptOneAsync();
        await client.FinishInputAsync("two");
        Assert.Equal("two", await second.ReceiveTextToEndAsync());
        second.Dispose();

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("dotcat -l 127.0.0.1 PORT")]
    [InlineData("dotcat -lk 127.0.0.1 PORT")]
    [InlineData("nc -l -s 127.0.0.1 -p PORT")]
    [InlineData("ncat -l 127.0.0.1 PORT")]
    [InlineData("socat -u TCP4-LISTEN:PORT,bind=127.0.0.1,reuseaddr -")]
    public async Task AReceiverThatIsKilledAndStartedAgain_MissesNothing(string line)
    {
        RunningProcess receiver = Listen(line, 0);
        int port = await receiver.UntilAsync(SocketTable.PortOfAsync(receiver, Transport.Tcp4));
        await using RunningProcess client = Tool.Start("--reconnect", "-v", "127.0.0.1", $"{port}");
        await client.WriteAsync("line 1\n");
        Assert.Equal("line 1\n", await receiver.ReadTextAsync(7));

        await receiver.DisposeAsync();
        string attempt = await client.ErrorLineAsync("attempt 1 in ");
        Assert.EndsWith(": the peer has ended", attempt, StringComparison.Ordinal);
        await client.WriteAsync("line 2\n");
        await client.ErrorLineAsync("connection refused");
        receiver = Listen(line, port);
        await client.WriteAsync("line 3\n");
        await client.FinishInputAsync("line 4\n");

        Assert.Equal("line 2\nline 3\nline 4\n", await receiver.ReadTextAsync(21));
        await receiver.DisposeAsync();
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [InlineData(Transport.Tcp4, "exec \"$0\" \"$@\"")]
    [InlineData(Transport.Tcp4, "exec \"$0\" \"$@\" < FILE")]
    [InlineData(Transport.Tcp6, "cat FILE | \"$0\" --rate 200M \"$@\"")]
    [InlineData(Transport.UnixStream, "exec \"$0\" \"$@\"")]
    [InlineData(Transport.AbstractStream, "exec \"$0\" \"$@\" < FILE")]
    public async Task ManyBytes_OverOneConnectionAfterTheOther_ArriveOnceAndInOrder(Transport transport, string script)
    {
        Payload payload = Payload.ToListener;
        string file = _folder.File("all");
        await File.WriteAllBytesAsync(file, payload.Bytes);
        using Socket listener = transport.Bind(_folder.UnixAddress(transport));
        await using RunningProcess client = Tool.StartInShell(
            script.Replace("FILE", file, StringComparison.Ordinal),
            ["--reconnect", "--retry-delay", "10ms", .. transport.ConnectArguments(listener.LocalEndPoint!)]
        );
        Task feeding = script.Contains("FILE", StringComparison.Ordinal)
            ? Task.CompletedTask
            : FeedAsync(client, payload);
        using var all = new MemoryStream();
        while (all.Length < payload.Bytes.Length)
        {
            using Socket connection = await listener.AcceptOneAsync();
            all.Write(await connection.ReceiveBytesAsync(7 * 1024 * 1024));
            connection.Shutdown(SocketShutdown.Send); // the end, for one who reconnects; what was handed over still comes
            all.Write(await connection.ReceiveToEndAsync());
        }

        Assert.Equal(payload.Hash, Payload.HashOf(all.ToArray()));
        Assert.Equal(0, await client.ExitCodeAsync());
        await feeding;
        Assert.Empty(client.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task BytesLostInFlight_AreSaidWithTheirNumber_AndNotSentAgain()
    {
        ToolMachine.RequireLinux("only Linux tells what the peer's system has not acknowledged");
        var payload = new Payload(24 * 1024 * 1024); // more than all buffers on the way hold
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!, "--reconnect");
        Task feeding = FeedAsync(client, payload);
        Socket first = await listener.AcceptOneAsync();
        await Eventually.AtRestAsync(() => first.Available, "a connection that is full");
        int arrived = first.Available; // for the peer's system; the peer itself reads none of it
        first.Reset();

        using Socket second = await listener.AcceptOneAsync();
        byte[] rest = await second.ReceiveToEndAsync();
        second.Dispose();

        Assert.Equal(1, await client.ExitCodeAsync());
        await feeding;
        Assert.True(payload.Bytes.Span[^rest.Length..].SequenceEqual(rest));
        Assert.Equal(2, client.ErrorLines.Count);
        Assert.Equal($"dotcat: {listener.LocalEndPoint}: connection reset by the peer", client.ErrorLines[0]);
        string said = client.ErrorLines[1];
        Assert.Matches("^dotcat: up to [0-9]+ bytes of standard input were not delivered$", said);
        int lost = int.Parse(said.Split(' ')[3], CultureInfo.InvariantCulture);
        Assert.Equal(payload.Bytes.Length, arrived + lost + rest.Length);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnInputThatEndsWithoutAConnection_IsDeliveredByAnotherOne()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!, "--reconnect", "-v");
        using (Socket first = await listener.AcceptOneAsync())
        {
            await client.WriteAsync("one");
            await first.ReceiveUntilAsync("one");
        }

        await client.ErrorLineAsync("the peer has ended, ");
        await client.FinishInputAsync("two");
        using Socket second = await listener.AcceptOneAsync();

        Assert.Equal("two", await second.ReceiveTextToEndAsync());
        second.Dispose();
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnInputThatHasEnded_WithNothingToDeliver_EndsTheRun()
    {
        int port;
        RunningProcess client;
        using (Socket listener = Transport.Tcp4.Bind(""))
        {
            port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            client = Tool.Start("--reconnect", "-v", "--retry-max-delay", "100ms", "127.0.0.1", $"{port}");
            using Socket first = await client.UntilAsync(listener.AcceptOneAsync());
            await first.SendTextAsync("hello");
        }

        await using RunningProcess running = client;
        await client.ErrorLineAsync("connection refused");

        client.FinishInput();

        ProcessEnd end = await client.EndAsync();
        Assert.Equal((0, "hello"), (end.ExitCode, end.Text));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("\"$0\" --reconnect \"$@\" </dev/null")]
    [InlineData("\"$0\" --reconnect --recv-only \"$@\"")]
    [InlineData("\"$0\" --reconnect --recv-only --retry-for 20s \"$@\"")]
    public async Task AFeed_IsFollowed_UntilItsReaderGoes(string script)
    {
        ToolMachine.RequireSightOfOtherEnd();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess reader = Tool.StartInShell(
            $"({script}; echo $? >&2) | head -n 3",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        for (int i = 1; i <= 3; i++)
        {
            using Socket connection = await listener.AcceptOneAsync();
            await connection.SendTextAsync($"news {i}\n");
        }

        ProcessEnd end = await reader.EndAsync();
        Assert.Equal("news 1\nnews 2\nnews 3\n", end.Text);
        Assert.Equal(["0"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APeerThatOnlyReads_IsNoticedToo_WhenItEnds()
    {
        ToolMachine.RequireSightOfOtherEnd();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            listener.LocalEndPoint!,
            "--reconnect",
            "--send-only"
        );
        using (Socket first = await listener.AcceptOneAsync())
        {
            await client.WriteAsync("one");
            await first.ReceiveUntilAsync("one");
        }

        using Socket second = await listener.AcceptOneAsync();
        await client.FinishInputAsync("two");

        Assert.Equal("two", await second.ReceiveTextToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AHalfClose_IsNoEnd_WithKeepOpen()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!, "--reconnect", "-k");
        using Socket first = await listener.AcceptOneAsync();
        await client.WriteAsync("one, ");
        await first.ReceiveUntilAsync("one, ");
        first.Shutdown(SocketShutdown.Send);

        await client.FinishInputAsync("two");

        Assert.Equal("two", await first.ReceiveTextToEndAsync());
        first.Dispose();
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASignal_EndsItWithoutAConnection()
    {
        RunningProcess client;
        using (Socket listener = Transport.Tcp4.Bind(""))
        {
            client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!, "--reconnect", "-v");
            (await client.UntilAsync(listener.AcceptOneAsync())).Dispose();
        }

        await using RunningProcess running = client;
        await client.ErrorLineAsync("connection refused");

        client.Send(Signal.Interrupt);

        Assert.Equal(130, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task RulesThatGiveUp_SayWhatWasNotDelivered()
    {
        RunningProcess client;
        string address;
        using (Socket listener = Transport.Tcp4.Bind(""))
        {
            address = $"{listener.LocalEndPoint}";
            client = Tool.Connect(
                Transport.Tcp4,
                listener.LocalEndPoint!,
                ["--reconnect", "--retry", "3", "--retry-delay", "20ms"]
            );
            using Socket first = await client.UntilAsync(listener.AcceptOneAsync());
            await client.WriteAsync("one");
            await first.ReceiveUntilAsync("one");
        }

        await using RunningProcess running = client;
        await client.FinishInputAsync("left");

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Equal(
            [
                $"dotcat: cannot connect to {address}: connection refused",
                "dotcat: up to 4 bytes of standard input were not delivered",
            ],
            end.ErrorLines
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.Udp6)]
    public async Task ADatagramSender_SurvivesRefusals_AndCountsWhatTheyCost(Transport transport)
    {
        Socket server = transport.Bind("");
        EndPoint address = server.LocalEndPoint!;
        await using RunningProcess client = Tool.Connect(
            transport,
            address,
            ["--reconnect", "--lines", "-v", "--retry-max-delay", "50ms"]
        );
        await client.WriteAsync("one\n");
        Assert.Equal("one", await server.ReceiveTextAsync());
        server.Dispose();

        await client.WriteAsync("lost\n");
        await client.ErrorLineAsync("attempt 1 in ");
        await Eventually.TrueAsync(
            () => client.ErrorLines.Count(static line => line.Contains("connected to", StringComparison.Ordinal)) == 2,
            "another connection"
        );
        using Socket again = transport.CreateSocket();
        again.Bind(address);
        await client.WriteAsync("two\nthr");
        Assert.Equal("two", await again.ReceiveTextAsync());
        await client.FinishInputAsync("ee");
        Assert.Equal("three", await again.ReceiveTextAsync());

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Equal("dotcat: up to 4 bytes of standard input were not delivered", end.ErrorLines[^1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AUnixDatagramReceiver_ThatIsBoundAgain_GetsWhatWasRefused()
    {
        string path = _folder.UnixAddress(Transport.UnixDatagram);
        Socket server = Transport.UnixDatagram.Bind(path);
        await using RunningProcess client = Tool.Connect(
            Transport.UnixDatagram,
            server.LocalEndPoint!,
            "--reconnect",
            "-v"
        );
        await client.WriteAsync("one");
        Assert.Equal("one", await server.ReceiveTextAsync());
        server.Dispose();
        File.Delete(path);

        await client.WriteAsync("two");
        await client.ErrorLineAsync("no such file");
        using Socket again = Transport.UnixDatagram.Bind(path);

        Assert.Equal("two", await again.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverTls_AReceiverThatIsKilledAndStartedAgain_MissesNothing()
    {
        using var files = new TlsFiles();
        RunningProcess receiver = Tool.Start(["-l", .. files.Server, "127.0.0.1", "0"]);
        int port = await receiver.UntilAsync(receiver.ListeningPortAsync());
        await using RunningProcess client = Tool.Start([
            "--reconnect",
            "-v",
            .. files.Client,
            "--tls-name",
            "localhost",
            "127.0.0.1",
            $"{port}",
        ]);
        await client.WriteAsync("line 1\n");
        Assert.Equal("line 1\n", await receiver.ReadTextAsync(7));

        await receiver.DisposeAsync();
        await client.ErrorLineAsync("attempt 1 in ");
        await client.WriteAsync("line 2\n");
        await client.ErrorLineAsync("connection refused");
        receiver = Tool.Start(["-l", .. files.Server, "127.0.0.1", $"{port}"]);
        await client.FinishInputAsync("line 3\n");

        Assert.Equal("line 2\nline 3\n", await receiver.ReadTextAsync(14));
        receiver.FinishInput();
        Assert.Equal(0, await receiver.ExitCodeAsync());
        await receiver.DisposeAsync();
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ThroughAProxy_ATargetThatIsStartedAgain_IsReached()
    {
        await using RunningProcess proxy = Tool.Start("-l", "--proxy-type", "http", "127.0.0.1", "0");
        int proxyPort = await proxy.ListeningPortAsync();
        RunningProcess receiver = Tool.Start("-l", "127.0.0.1", "0");
        int port = await receiver.UntilAsync(receiver.ListeningPortAsync());
        await using RunningProcess client = Tool.Start([
            "--reconnect",
            "-v",
            "--proxy",
            $"127.0.0.1:{proxyPort}",
            "127.0.0.1",
            $"{port}",
        ]);
        await client.WriteAsync("line 1\n");
        Assert.Equal("line 1\n", await receiver.ReadTextAsync(7));

        await receiver.DisposeAsync();
        await client.ErrorLineAsync("refused"); // by the proxy, for the target
        await client.WriteAsync("line 2\n");
        receiver = Tool.Start("-l", "127.0.0.1", $"{port}");

        Assert.Equal("line 2\n", await receiver.ReadTextAsync(7));
        await receiver.DisposeAsync();
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-e", "cat")]
    [InlineData("-c", "exec cat")]
    [InlineData("--echo")]
    public async Task EachConnection_IsAnsweredAnew(params string[] answer)
    {
        ToolMachine.RequireUnixCommands();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            listener.LocalEndPoint!,
            ["--reconnect", .. answer]
        );
        for (int i = 1; i <= 3; i++)
        {
            using Socket connection = await listener.AcceptOneAsync();
            await connection.SendTextAsync($"question {i}");
            Assert.Equal($"question {i}", await connection.ReceiveTextAsync());
            connection.Shutdown(SocketShutdown.Send);
            Assert.Equal("", await connection.ReceiveTextToEndAsync());
        }

        Assert.False(client.HasExited);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommandThatEndsByItself_EndsTheRun()
    {
        ToolMachine.RequireUnixCommands();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            listener.LocalEndPoint!,
            ["--reconnect", "-c", "read -r line; echo got $line; exit 3"]
        );
        using (Socket first = await listener.AcceptOneAsync())
        {
            await first.SendTextAsync("ha");
            first.Shutdown(SocketShutdown.Send); // before the command has ended
            Assert.Equal("got ha\n", await first.ReceiveTextToEndAsync());
        }

        using Socket second = await listener.AcceptOneAsync();
        await second.SendTextAsync("line\n");
        Assert.Equal("got line\n", await second.ReceiveTextToEndAsync());
        second.Dispose();

        Assert.Equal(3, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APeerThatClosesAtOnceEachTime_IsAskedLessAndLess()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.StartInShell(
            "exec \"$0\" --reconnect -v --retry 4 --retry-delay 50ms \"$@\" </dev/null",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        for (int i = 0; i <= 4; i++)
        {
            (await listener.AcceptOneAsync()).Dispose();
        }

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Equal($"dotcat: {listener.LocalEndPoint}: the peer has ended", end.ErrorLines[^1]);
        Assert.Contains(
            end.ErrorLines,
            static line => line.StartsWith("dotcat: attempt 4 of 4 in ", StringComparison.Ordinal)
        );
    }

    public void Dispose() => _folder.Dispose();

    private static RunningProcess Listen(string line, int port)
    {
        string[] words = line.Replace("PORT", $"{port}", StringComparison.Ordinal).Split(' ');
        if (words[0] == "dotcat")
        {
            return Tool.Start(words[1..]);
        }

        Peers.Require(words[0]);
        return RunningProcess.Start(words[0], words[1..]);
    }

    private static async Task FeedAsync(RunningProcess client, Payload payload)
    {
        await client.WriteAsync(payload.Bytes);
        client.FinishInput();
    }
}
