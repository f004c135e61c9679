using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>No program outlives its connection or dotcat, nor does what it started.</summary>
public sealed class CommandsEnd
{
    private readonly string _seconds = ProcessTable.UniqueSeconds();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Signal.HangUp, 129)]
    [InlineData(Signal.Interrupt, 130)]
    [InlineData(Signal.Terminate, 143)]
    public async Task Signal_ToDotcat_EndsItAndWhatItStarted(Signal signal, int exitCode)
    {
        await using ToolListener listener = await StartAsync(
            ToolMachine.IsWindows ? ToolShell.Sleep(_seconds) : $"sleep {_seconds} & sleep {_seconds} & wait"
        );
        using Socket client = listener.ConnectSocket();
        await RunningAsync(ToolMachine.IsWindows ? 1 : 2);

        listener.Process.Send(signal);

        Assert.Equal(exitCode, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Signal.HangUp, 129)]
    [InlineData(Signal.Terminate, 143)]
    public async Task Signal_ToADotcatThatKeepsOn_EndsThemAll(Signal signal, int exitCode)
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync($"exec sleep {_seconds}", "-k");
        using Socket one = listener.ConnectSocket();
        using Socket other = listener.ConnectSocket();
        await RunningAsync(2);

        listener.Process.Send(signal);

        Assert.Equal(exitCode, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Signal_ThatTheProgramIgnores_StillEndsIt()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync($"trap '' TERM; sleep {_seconds}");
        using Socket client = listener.ConnectSocket();
        await RunningAsync(1);

        listener.Process.Send(Signal.Terminate);

        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task KilledOutright_ItsPipesClose()
    {
        ToolMachine.RequireUnixCommands();
        using var folder = new TemporaryFolder();
        string file = folder.File("told");
        await using ToolListener listener = await StartAsync($"cat; echo end >'{file}'");
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("x");
        await client.ReceiveBytesAsync();

        listener.Process.Send(Signal.Kill);

        await Eventually.TrueAsync(() => File.Exists(file), "the end of the program's input");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task LeftBehind_ByAProgramThatEnded_EndsWithTheConnection()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync($"sleep {_seconds} & echo started");
        using Socket client = listener.ConnectSocket();

        Assert.Equal("started\n", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        await Eventually.TrueAsync(() => ProcessTable.Count(_seconds) == 0, "the end of what it left behind");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OutputClosed_HalfClosesTowardsThePeer_AndInputGoesOn()
    {
        ToolMachine.RequireUnixCommands();
        using var folder = new TemporaryFolder();
        string file = folder.File("received");
        await using ToolListener listener = await StartAsync($"echo over; exec cat >'{file}'");
        using Socket client = listener.ConnectSocket();
        Assert.Equal("over\n", await client.ReceiveTextToEndAsync());

        await client.SendTextAsync("still heard");
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        Assert.Equal("still heard", await File.ReadAllTextAsync(file));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Lingering_AfterItsConnectionIsOver_IsEnded()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync($"exec >&- <&-; exec sleep {_seconds}");
        using Socket client = listener.ConnectSocket();
        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await client.ReceiveToEndAsync());

        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task PeerEnd_LetsASlowProgramFinish()
    {
        ToolMachine.RequireUnixCommands();
        using var folder = new TemporaryFolder();
        string gate = folder.File("gate");
        await using ToolListener listener = await StartAsync(
            $"cat >/dev/null; until [ -e '{gate}' ]; do sleep 0.1; done; echo finished"
        );
        using Socket client = listener.ConnectSocket();
        client.Shutdown(SocketShutdown.Send);
        await Task.Delay(TimeSpan.FromSeconds(1)); // longer than stdin may be silent, which is the subject here

        await File.WriteAllTextAsync(gate, "");

        Assert.Equal("finished\n", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, true)]
    [InlineData(Transport.Tcp4, false)]
    [InlineData(Transport.Tcp6, true)]
    [InlineData(Transport.UnixStream, true)]
    [InlineData(Transport.UnixStream, false)]
    public async Task PeerGone_WhileTheProgramIsSilent_EndsIt(Transport transport, bool atOnce)
    {
        ToolMachine.RequireSightOfOtherEnd();

        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            "-c",
            $"echo started&& {ToolShell.Sleep(_seconds)}"
        );
        using Socket client = listener.ConnectSocket();
        if (!atOnce)
        {
            await client.ReceiveExactlyAsync("started".Length + ToolShell.NewLine.Length);
            client.Shutdown(SocketShutdown.Send);
        }

        client.Dispose();

        await listener.Process.ExitCodeAsync(); // a reset, where it had not read
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task PeerReset_WhileTheProgramIsSilent_EndsIt()
    {
        await using ToolListener listener = await StartAsync($"echo started&& {ToolShell.Sleep(_seconds)}");
        using Socket client = listener.ConnectSocket();
        await client.ReceiveExactlyAsync("started".Length + ToolShell.NewLine.Length);
        await RunningAsync(1);

        client.Reset();

        Assert.Equal(1, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(_seconds));
    }

    private static Task<ToolListener> StartAsync(string script, params string[] options) =>
        ToolListener.StartAsync(Transport.Tcp4, [.. options, "-c", script]);

    private Task RunningAsync(int count) =>
        Eventually.TrueAsync(() => ProcessTable.Count(_seconds) == count, $"{count} programs that run");
}
