using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A program answers: all of its output arrives, and its exit code is dotcat's.</summary>
public sealed class Commands
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, 300_000)]
    [InlineData(Transport.Tcp4, 20_000_000)]
    [InlineData(Transport.Tcp6, 300_000)]
    [InlineData(Transport.UnixStream, 300_000)]
    [InlineData(Transport.UnixStream, 20_000_000)]
    public async Task Output_ArrivesWhole_ThoughThePeerHalfClosedFirst(Transport transport, int length)
    {
        ToolMachine.RequireUnixCommands();
        var payload = new Payload(length);
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-e", "/bin/cat");
        using Socket client = listener.ConnectSocket();

        byte[] echoed = await client.ExchangeAsync(payload);

        Assert.Equal(payload.Hash, Payload.HashOf(echoed));
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(300_000)]
    [InlineData(20_000_000)]
    public async Task Output_ArrivesWhole_ThroughAFilter(int length)
    {
        ToolMachine.RequireUnixCommands();
        byte[] bytes = new byte[length]; // without a line feed
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-C", "-e", "/bin/cat");
        using Socket client = listener.ConnectSocket();
        Task<byte[]> receiving = client.ReceiveToEndAsync();

        await client.SendBytesAsync(bytes);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(length, (await receiving).Length);
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Peer.Ncat)]
    [InlineData(Peer.OpenBsdNc)]
    [InlineData(Peer.Socat)]
    public async Task Output_ArrivesWhole_AtEveryNetcat(Peer peer)
    {
        ToolMachine.RequireUnixCommands();
        var payload = new Payload(300_000);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-e", "/bin/cat");
        await using RunningProcess client = peer.Connect(Transport.Tcp4, listener.EndPoint, "");

        byte[] echoed = await client.ExchangeAsync(payload);

        Assert.Equal(payload.Hash, Payload.HashOf(echoed));
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Output_ArrivesWhole_ThoughTheProgramReadsNothing()
    {
        using var folder = new TemporaryFolder();
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(static number => $"{number:d8}\r\n"));
        string file = folder.Write("text", text);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-c", ToolShell.Print(file));
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("not wanted");

        Assert.Equal(text, await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("exec true", 0)]
    public async Task ExitCode_IsThePrograms(string script, int expected)
    {
        if (script != "exit 7")
        {
            ToolMachine.RequireUnixCommands();
        }

        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-c", script);
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(expected, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ExitCode_IsKept_WhereAParentHadChildrenIgnored()
    {
        ToolMachine.SkipOnWindows("a parent cannot have it ignore signals");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell("trap '' CHLD; exec \"$0\" \"$@\"", ["-c", "exit 7", .. arguments])
        );
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(7, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Narration_TellsItsStartAndEnd()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-v", "-e", "/bin/cat");
        using Socket client = listener.ConnectSocket();
        string name = client.LocalEndPoint!.ToString()!;
        await client.SendTextAsync("x");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("x", await client.ReceiveTextToEndAsync());

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(5, end.ErrorLines.Count);
        Assert.StartsWith(
            $"dotcat: started /bin/cat for {name} (process ",
            end.ErrorLines[2],
            StringComparison.Ordinal
        );
        Assert.StartsWith("dotcat: sent 1 byte, received 1 byte in ", end.ErrorLines[3], StringComparison.Ordinal);
        Assert.StartsWith("dotcat: /bin/cat (process ", end.ErrorLines[4], StringComparison.Ordinal);
        Assert.EndsWith(") ended, exit code 0", end.ErrorLines[4], StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ConnectMode_RunsItToo()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            "-c",
            $"{ToolShell.RepeatLine}&& exit 3"
        );

        await client.Server.SendTextAsync($"hello{ToolShell.NewLine}");

        Assert.Equal($"hello{ToolShell.NewLine}", await client.Server.ReceiveTextToEndAsync());
        Assert.Equal(3, await client.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task StandardError_IsDotcats()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-c", "echo complaint>&2");
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        await listener.Process.ExitCodeAsync();
        Assert.Contains("complaint", listener.Process.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-e", @"/usr/bin/printf %s. a b\ c \\ d", "a.b c.\\.d.")]
    [InlineData("-c", "printf %s. a 'b c' | tr a A", "A.b c.")]
    public Task Words_AreDividedByWhoeverIsAsked(string option, string command, string expected)
    {
        ToolMachine.RequireUnixCommands();
        return AnswersAsync(option, command, expected);
    }

    /// <summary>In cmd.exe, quotes go on to the command.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("echo one&& echo two", "one\ntwo\n", "one\ntwo\n")]
    [InlineData("echo \"one  two\"", "one  two\n", "\"one  two\"\n")]
    [InlineData("echo \"one  two\"&& echo \"end\"", "one  two\nend\n", "\"one  two\"\n\"end\"\n")]
    public Task TheShell_GetsItsLineAsItIs(string line, string expected, string onWindows) =>
        AnswersAsync("-c", line, ToolMachine.IsWindows ? onWindows.ReplaceLineEndings("\r\n") : expected);

    private static async Task AnswersAsync(string option, string command, string expected)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, option, command);
        using Socket client = listener.ConnectSocket();

        Assert.Equal(expected, await client.ReceiveTextToEndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("/no/such", "no such file or directory")]
    [InlineData("no-such-program", "no such file or directory")]
    [InlineData("/tmp", "permission denied")]
    public async Task WhatCannotBeStarted_IsSaidBeforeAnythingListens(string program, string cause)
    {
        ProcessEnd end = await Tool.RunAsync("", "-l", "127.0.0.1", "0", "-e", program);

        Assert.Equal(2, end.ExitCode);
        // Windows says it in the user's language.
        string said = Assert.Single(end.ErrorLines);
        Assert.StartsWith($"dotcat: cannot start {program}: ", said, StringComparison.Ordinal);
        Assert.True(ToolMachine.IsWindows || said.EndsWith($": {cause}", StringComparison.Ordinal), said);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WhatCannotBeStartedAnyMore_CostsThatClientOnly()
    {
        ToolMachine.RequireUnixCommands();
        ToolMachine.SkipUnderQemu("what cannot be started there has ended, with 127");
        using var folder = new TemporaryFolder();
        string program = folder.File("program");
        File.Copy("/bin/cat", program);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k", "-e", program);
        File.Move(program, program + "-away");
        using (Socket client = listener.ConnectSocket())
        {
            Assert.Empty(await client.ReceiveToEndAsync());
        }

        await listener.Process.ErrorLineAsync($"cannot start {program}: no such file or directory");
        File.Move(program + "-away", program);
        using Socket next = listener.ConnectSocket();
        await next.SendTextAsync("x");
        next.Shutdown(SocketShutdown.Send);

        Assert.Equal("x", await next.ReceiveTextToEndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.Udp6)]
    [InlineData(Transport.UnixStream)]
    public async Task Environment_TellsAboutThePeer(Transport transport)
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            "-c",
            "read line; printf '%s ' \"$NCAT_REMOTE_ADDR\" \"$NCAT_REMOTE_PORT\" \"$NCAT_LOCAL_ADDR\" \"$NCAT_LOCAL_PORT\" \"$NCAT_PROTO\""
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("go\n");

        string protocol = transport.IsDatagram ? "UDP" : "TCP";
        string expected =
            client.LocalEndPoint is IPEndPoint own && listener.EndPoint is IPEndPoint server
                ? $"{own.Address} {own.Port} {server.Address} {server.Port} {protocol} "
                : $"localhost  localhost  {protocol} ";
        string told = transport.IsDatagram ? await client.ReceiveTextAsync() : await client.ReceiveTextToEndAsync();
        Assert.Equal(expected, told);
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Environment_WritesAnIPv4PeerAsSuch_WhereverItIsListenedOn()
    {
        string script = $"echo {ToolShell.Variable("NCAT_REMOTE_ADDR")} {ToolShell.Variable("NCAT_LOCAL_ADDR")}";
        await using RunningProcess listener = Tool.Start("-l", "0", "-c", script);
        string line = await listener.ErrorLineAsync("listening on ");
        int port = int.Parse(line.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        using Socket client = Transport.Tcp4.CreateSocket();
        await client.ConnectAsync(IPAddress.Loopback, port);

        Assert.Equal($"127.0.0.1 127.0.0.1{ToolShell.NewLine}", await client.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Reset_IsAFailure_AndItsLossIsSaid()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-c",
            "cat /dev/zero; exit 3"
        );
        using Socket client = listener.ConnectSocket();
        await client.ReceiveBytesAsync();
        await Eventually.AtRestAsync(() => client.Available, "a client that takes no more");

        client.Reset();

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Contains(
            end.ErrorLines,
            static line => line.EndsWith(": connection reset by the peer", StringComparison.Ordinal)
        );
        Assert.Contains(end.ErrorLines, static line => line.EndsWith(" were not delivered", StringComparison.Ordinal));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ReceiveOnly_GivesItAllInput_AndWaitsForItsEnd()
    {
        ToolMachine.RequireUnixCommands();
        using var folder = new TemporaryFolder();
        string file = folder.File("received");
        var payload = new Payload(1_000_000);
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--recv-only",
            "-c",
            $"tee '{file}'; exit 5"
        );
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ExchangeAsync(payload));

        Assert.Equal(5, await listener.Process.ExitCodeAsync());
        Assert.Equal(payload.Hash, Payload.HashOf(await File.ReadAllBytesAsync(file)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SendOnly_GivesItNoInput()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--send-only",
            "-c",
            "cat; echo done"
        );
        using Socket client = listener.ConnectSocket();

        Assert.Equal("done\n", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task IdleTimeout_EndsIt_AndIsNoFailure()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-i",
            "100ms",
            "-e",
            "/bin/cat"
        );
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }
}
