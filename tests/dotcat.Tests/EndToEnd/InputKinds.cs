using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Whatever stdin is, it is sent whole, and left as it was for who shares it.</summary>
public sealed class InputKinds
{
    /// <summary>open(2) on Linux.</summary>
    private const int NonBlocking = 0x800;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("exec \"$0\" \"$@\" <FILE", "content")]
    [InlineData("cat FILE | \"$0\" \"$@\"", "content")]
    [InlineData(": | \"$0\" \"$@\"", "")]
    [InlineData("\"$0\" -N \"$@\" </dev/null", "")]
    [InlineData("\"$0\" -N \"$@\" <&-", "")]
    public async Task IsSentWhole_AndItsEndIsPassedOn(string script, string sent)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("input");
        await File.WriteAllTextAsync(file, "content");
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            script.Replace("FILE", file, StringComparison.Ordinal),
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();

        Assert.Equal(sent, await server.ReceiveTextToEndAsync());
        await server.SendTextAsync("answer");
        server.Dispose();

        ProcessEnd end = await shell.EndAsync();
        Assert.Equal("answer", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("</dev/null")]
    [InlineData("<&-")]
    public async Task NothingAtAll_HasNoEndToPassOn_ForAClient(string input)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" {input}", arguments)
        );

        await AssertNotToldAsync(client.Server);

        ProcessEnd end = await client.Process.EndAsync();
        Assert.Equal("answer", end.Text);
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("</dev/null")]
    [InlineData("<&-")]
    [InlineData("</dev/null", "-k")]
    public async Task NothingAtAll_HasNoEndToPassOn_ForAListener(string input, params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" {input}", [.. options, .. arguments])
        );
        using Socket client = listener.ConnectSocket();

        await AssertNotToldAsync(client);

        Assert.Equal("answer", await listener.Process.ReadTextAsync(6));
        if (options is []) // else it waits for others
        {
            Assert.Equal(0, await listener.Process.ExitCodeAsync());
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NothingAtAll_IsSentAtOnce_WithSendOnly()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            static arguments => Tool.StartInShell("exec \"$0\" --send-only \"$@\" </dev/null", arguments)
        );

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Empty(await client.Server.ReceiveToEndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("nc -lN -s 127.0.0.1 -p 0", "nc")]
    [InlineData("ncat -l 127.0.0.1 0", "ncat")]
    public async Task AnotherNetcat_IsNotCutShort_ByAClientWithNothingToSay(string command, string program)
    {
        Peers.Require(program);
        var payload = new Payload(32 * 1024 * 1024);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("all"), payload.Bytes);
        await using RunningProcess netcat = RunningProcess.Start("sh", "-c", $"exec {command} <'{folder.File("all")}'");
        int port = await netcat.UntilAsync(SocketTable.PortOfAsync(netcat, Transport.Tcp4));
        await using RunningProcess client = Tool.StartInShell(
            "exec \"$0\" \"$@\" </dev/null",
            ["127.0.0.1", $"{port}"]
        );

        Assert.Equal(payload.Hash, Payload.HashOf(await client.ReadToEndAsync()));
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AFileIsReadFromWhereItStands()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("input");
        await File.WriteAllTextAsync(file, "head\nbody\n");
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            $"exec <'{file}'; read -r line; \"$0\" \"$@\"",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();

        Assert.Equal("body\n", await server.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task StdoutIsAppendedTo_NotOverwritten()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("output");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec >'{file}'; echo before; \"$0\" \"$@\"; echo after", arguments)
        );
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("received\n");
        }

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        Assert.Equal("before\nreceived\nafter\n", await File.ReadAllTextAsync(file));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APipeSharedWithTheShell_KeepsItsFlags_AndWhatDotcatDidNotRead()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell("\"$0\" --recv-only \"$@\"; cat", arguments)
        );
        int before = FlagsOfInput(listener.Process);
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("while it runs");
            Assert.Equal("while it runs", await listener.Process.ReadTextAsync(13));
            Assert.Equal(before, FlagsOfInput(listener.Process));
        }

        await listener.Process.FinishInputAsync("for cat");

        Assert.Equal("for cat", await listener.Process.ReadTextToEndAsync());
        Assert.Equal(0, before & NonBlocking);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APipeThatIsRead_KeepsItsFlags()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4);
        await client.Process.WriteAsync("x");
        await client.Server.ReceiveBytesAsync();

        Assert.Equal(0, FlagsOfInput(client.Process) & NonBlocking);
    }

    private static async Task AssertNotToldAsync(Socket peer)
    {
        Assert.False(peer.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead), "the peer was told of an end");
        await peer.SendTextAsync("answer");
        peer.Shutdown(SocketShutdown.Send);
    }

    /// <summary>proc(5): the flags of the open file, which all who share it see.</summary>
    private static int FlagsOfInput(RunningProcess process)
    {
        const string Label = "flags:";
        string line = File.ReadLines($"/proc/{process.Id}/fdinfo/0")
            .First(static line => line.StartsWith(Label, StringComparison.Ordinal));
        return Convert.ToInt32(line[Label.Length..].Trim(), fromBase: 8);
    }
}
