using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Standard streams that cannot be used: said in a line where it matters, never a crash.</summary>
public sealed class BrokenStandardStreams
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task HelpThatNobodyReads_IsNoFailure()
    {
        await using RunningProcess shell = Tool.StartInShell("read -r gate; exec \"$0\" -h");
        await shell.Output.DisposeAsync();
        await shell.FinishInputAsync("go\n");

        Assert.Equal(0, await shell.ExitCodeAsync());
        Assert.Empty(shell.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task HelpOnAFullDevice_IsSaid()
    {
        await using RunningProcess shell = Tool.StartInShell("exec \"$0\" -h >/dev/full");

        ProcessEnd end = await shell.EndAsync();

        Assert.Equal(["dotcat: cannot write to standard output: no space left on device"], end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task FirstScreen_ThatCannotBeWritten_IsNoCrash(string redirection)
    {
        await using RunningProcess shell = Tool.StartInShell($"exec \"$0\" {redirection}");

        Assert.Equal(2, await shell.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task StdoutOnAFullDevice_IsAFailure_ThatSaysWhatWasLost()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell("exec \"$0\" \"$@\" >/dev/full", arguments)
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("lost");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(
            [
                "dotcat: cannot write to standard output: no space left on device",
                "dotcat: up to 4 bytes that arrived were not written",
            ],
            end.ErrorLines.Skip(1)
        );
    }

    /// <summary>The system would end the process for it: SIGXFSZ, setrlimit(2).</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task StdoutInAFileThatMayNotGrow_IsAFailureInWords()
    {
        Peers.Require("prlimit");
        using var folder = new TemporaryFolder();
        string output = folder.File("output");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" >{output}", arguments)
        );
        await using RunningProcess limit = RunningProcess.Start(
            "prlimit",
            "--pid",
            $"{listener.Process.Id}",
            "--fsize=3"
        );
        Assert.Equal(0, await limit.ExitCodeAsync());
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("lost");

        Assert.Equal(1, await listener.Process.ExitCodeAsync());
        Assert.Contains("dotcat: cannot write to standard output: file too large", listener.Process.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task StderrThatCannotBeWritten_HidesWhatIsSaid_AndNothingElse(string redirection)
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            $"exec \"$0\" -v \"$@\" {redirection}",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();

        await shell.FinishInputAsync("question");
        Assert.Equal("question", await server.ReceiveTextToEndAsync());
        server.Dispose();

        Assert.Equal(0, await shell.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task StdinThatCannotBeRead_IsAFailure()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            "exec \"$0\" \"$@\" </",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();

        ProcessEnd end = await shell.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(["dotcat: cannot read standard input: is a directory"], end.ErrorLines);
    }
}
