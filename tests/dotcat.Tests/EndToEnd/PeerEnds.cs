using System.Net.Sockets;
using Dotcat.Reporting;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The peer ends: stdout is finished, and what stdin still brings is delivered until stdin ends.</summary>
public sealed class PeerEnds
{
    /// <summary>More than all buffers on the way hold.</summary>
    private const int MoreThanBuffered = 32 * 1024 * 1024;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.UnixStream)]
    public async Task AListenerFedFromAFile_DeliversAllOfIt_ToAClientThatHalfClosedAtOnce(Transport transport)
    {
        var payload = new Payload(20_000_000);
        using var folder = new TemporaryFolder();
        string file = folder.File("input");
        await File.WriteAllBytesAsync(file, payload.Bytes);
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" <'{file}'", arguments)
        );
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("GET\n");
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(payload.Hash, Payload.HashOf(await client.ReceiveToEndAsync()));
        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal("GET\n", end.Text);
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task StdoutIsFinished_WhileInputStillFlows(Transport transport)
    {
        ToolMachine.SkipUnderWine("keeps standard output open until the process ends");
        var payload = new Payload(MoreThanBuffered);
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using Socket client = listener.ConnectSocket();
        Task feeding = listener.Process.Input.WriteAsync(payload.Bytes).AsTask();

        await client.SendTextAsync("GET\n");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("GET\n", await listener.Process.ReadTextToEndAsync());
        Assert.False(feeding.IsCompleted);
        Assert.False(listener.Process.HasExited);

        Task<byte[]> receiving = client.ReceiveToEndAsync();
        await feeding.WaitAsync(TimeLimit.Wait);
        listener.Process.FinishInput();
        Assert.Equal(payload.Hash, Payload.HashOf(await receiving));
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task KeepOpen_WhileConnecting_GoesOnSending_ThoughStdinIsSilentForLonger(Transport transport)
    {
        ToolMachine.SkipUnderWine("keeps standard output open until the process ends");
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-k");
        await client.Server.SendTextAsync("bye\n");
        client.Server.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye\n", await client.Process.ReadTextToEndAsync());

        // Twice the half second of silence after which it would end without -k: silence is what this is about.
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(client.Process.HasExited);
        await client.Process.FinishInputAsync("late");

        Assert.Equal("late", await client.Server.ReceiveTextToEndAsync());
        Assert.Equal(0, await client.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("nc -lN -s 127.0.0.1 -p 0", "nc")]
    [InlineData("ncat -l 127.0.0.1 0", "ncat")]
    public async Task AnotherNetcatThatSaysNothing_GetsAllLines_HoweverSlowTheyAre(string command, string program)
    {
        Peers.Require(program);
        await using RunningProcess netcat = RunningProcess.Start("sh", "-c", $"exec {command} </dev/null");
        int port = await netcat.UntilAsync(SocketTable.PortOfAsync(netcat, Transport.Tcp4));
        await using RunningProcess client = Tool.StartInShell(
            "(echo 1; sleep 1; echo 2) | \"$0\" \"$@\"",
            ["127.0.0.1", $"{port}"]
        );

        Assert.Equal("1\n2\n", await netcat.ReadTextToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task ASlowProducer_BehindAListener_IsHeardToItsEnd_ByAClientThatHalfClosed(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            static arguments => Tool.StartInShell("(echo 1; sleep 1; echo 2) | \"$0\" \"$@\"", arguments)
        );
        using Socket client = listener.ConnectSocket();
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("1\n2\n", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task APeerThatHalfClosed_IsNotKept_ByAStdinThatNeverSaidAnything(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-v");
        client.Server.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Equal($"dotcat: {Messages.InputStillOpen()}", client.Process.ErrorLines[^1]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task APeerWhoseSocketIsClosed_IsTheEnd_ThoughStdinBroughtSomething(Transport transport)
    {
        ToolMachine.RequireSightOfPeer(transport);
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-v");
        await client.Process.WriteAsync("1\n");
        Assert.Equal("1\n", await client.Server.ReceiveTextAsync());
        client.Server.Dispose();

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Equal($"dotcat: {Messages.InputStillOpen()}", client.Process.ErrorLines[^1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ATerminal_IsNotLeftHanging_ByAPeerThatHalfClosed()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string tool = $"{Tool.Path} -v {string.Join(' ', Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!))}";
        await using RunningProcess terminal = Terminal.Start($"stty -echo; {tool}");
        using Socket server = await listener.AcceptOneAsync();
        await terminal.WriteAsync("typed\n");
        Assert.Equal("typed\n", await server.ReceiveTextAsync());

        server.Shutdown(SocketShutdown.Send);

        Assert.EndsWith($"dotcat: {Messages.InputStillOpen()}\r\n", await terminal.ReadTextToEndAsync());
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task AListenerWhoseClientLeftWithoutAWord_EndsByItself(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        listener.ConnectSocket().Dispose();

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.DoesNotContain(
            end.ErrorLines,
            line => !line.StartsWith("dotcat: listening on ", StringComparison.Ordinal)
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task AClientWhoseServerLeft_EndsByItself(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        await client.Server.SendTextAsync("bye\n");
        client.Server.Dispose();

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("bye\n", end.Text);
        Assert.Empty(end.ErrorLines);
    }
}
