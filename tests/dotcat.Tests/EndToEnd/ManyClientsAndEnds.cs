using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What ends with <c>-k</c>, and when: clients, input, output, the run.</summary>
[UsesVerify]
public sealed class ManyClientsAndEnds
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task EndOfStdin_HalfClosesAll_AndLaterOnes(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        using Socket early = listener.ConnectSocket();
        await early.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        await listener.Process.FinishInputAsync("last words");
        Assert.Equal("last words", await early.ReceiveTextToEndAsync());

        using Socket late = listener.ConnectSocket();
        Assert.Equal("", await late.ReceiveTextToEndAsync());
        await early.SendTextAsync("early ");
        Assert.Equal("early ", await listener.Process.ReadTextAsync(6));
        await late.SendTextAsync("late");
        Assert.Equal("late", await listener.Process.ReadTextAsync(4));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SendOnly_WithAFile_EndsByItself()
    {
        using var folder = new TemporaryFolder();
        var payload = new Payload(8 * 1024 * 1024);
        await File.WriteAllBytesAsync(folder.File("input"), payload.Bytes.ToArray());
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" -k --send-only \"$@\" <'{folder.File("input")}'", arguments)
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("not for reading");

        Assert.Equal(payload.Hash, await client.ReceiveHashToEndAsync());
        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("0")]
    [InlineData("200ms")]
    public async Task QuitTimer_EndsItAfterStdin(string time)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k", "-q", time);
        using var clients = new Sockets(3, listener.ConnectSocket);
        await ManyClients.ServedAsync(listener, clients);

        await listener.Process.FinishInputAsync("bye");

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        foreach (Socket client in clients.All)
        {
            Assert.Equal("bye", await client.ReceiveTextToEndAsync());
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ReceiveOnly_ReadsNoStdin_AndLetsClientsGo()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k", "--recv-only");
        await listener.Process.WriteAsync("not for them");
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("heard");
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("heard", await listener.Process.ReadTextAsync(5));
        Assert.Equal("", await client.ReceiveTextToEndAsync());
        Assert.False(listener.Process.HasExited);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-k")]
    [InlineData("-k", "--reply", "ok")]
    public async Task UnderHead_EndsWithout_Noise(params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.UnixStream,
            arguments => Tool.StartInShell("{ \"$0\" \"$@\"; echo $? >&2; } | head -c 10", [.. options, .. arguments])
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("0123456789");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("0123456789", end.Text);
        Assert.Equal(["0"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task QuitTimer_WhenTheReaderOfItsOutputGoes_EndsWithoutNoise()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.UnixStream,
            arguments => Tool.StartInShell("{ : | \"$0\" -k -q 1h \"$@\"; echo $? >&2; } | head -c 10", arguments)
        );
        using Socket client = listener.ConnectSocket();
        Assert.Equal("", await client.ReceiveTextToEndAsync()); // stdin has ended
        await client.SendTextAsync("0123456789");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("0123456789", end.Text);
        Assert.Equal(["0"], end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Signal.Interrupt, 130, "-k")]
    [InlineData(Signal.Terminate, 143, "-k")]
    [InlineData(Signal.Interrupt, 130, "-k", "--echo")]
    [InlineData(Signal.Terminate, 143, "-k", "--reply", "ok")]
    [InlineData(Signal.Interrupt, 130, "--broker")]
    [InlineData(Signal.Terminate, 143, "--broker")]
    public async Task Signal_ClosesClientsInOrder_AndUnlinksTheSocket(
        Signal signal,
        int exitCode,
        params string[] options
    )
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixStream, ["-v", .. options]);
        using var clients = new Sockets(5, listener.ConnectSocket);
        await Eventually.TrueAsync(
            () =>
                listener.Process.ErrorLines.Count(static line =>
                    line.Contains("connection on", StringComparison.Ordinal)
                ) == 5,
            "five clients"
        );

        listener.Process.Send(signal);

        Assert.Equal(exitCode, await listener.Process.ExitCodeAsync());
        Assert.False(File.Exists(UnixAddress.Of(listener.EndPoint)));
        foreach (Socket client in clients.All)
        {
            Assert.Empty(await client.ReceiveToEndAsync());
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Signal.Interrupt, 130)]
    [InlineData(Signal.Terminate, 143)]
    public async Task Signal_OverTcp_ClientsSeeAnEnd(Signal signal, int exitCode)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k");
        using var clients = new Sockets(5, listener.ConnectSocket);
        await ManyClients.ServedAsync(listener, clients);

        listener.Process.Send(signal);

        Assert.Equal(exitCode, await listener.Process.ExitCodeAsync());
        foreach (Socket client in clients.All)
        {
            Assert.Empty(await client.ReceiveToEndAsync());
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Signal_WithAClientThatTakesNothing_SaysWhatItIsOwed()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k");
        using Socket stalled = listener.ConnectSocket();
        _ = listener.Process.Input.WriteAsync(new byte[48 * 1024 * 1024]).AsTask();
        await Eventually.AtRestAsync(() => stalled.Available, "a client that takes nothing");

        listener.Process.Send(Signal.Terminate);

        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Contains(
            listener.Process.ErrorLines,
            static line => line.EndsWith("were not delivered", StringComparison.Ordinal)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Surplus_IsTurnedAway_UntilOneHasGone()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-kv", "-m", "1");
        Socket first = listener.ConnectSocket();
        await first.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        using Socket second = listener.ConnectSocket();
        Assert.Empty(await second.ReceiveToEndAsync());
        await listener.Process.ErrorLineAsync("turned away: 1 client at a time");
        first.Dispose();
        await listener.Process.ErrorLineAsync("has gone");

        Task<string> heard = listener.Process.ReadTextAsync(1);
        while (!heard.IsCompleted)
        {
            // Its place is free a moment after it was said that it has gone.
            using Socket next = listener.ConnectSocket();
            _ = next.SendTextAsync("y");
            await Task.WhenAny(heard, next.ReceiveBytesAsync());
        }

        Assert.Equal("y", await heard);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OneThatHasEnded_MakesRoomAtOnce_ThoughItIsKeptForWhatStdinBrings()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-kv", "-m", "1");
        using Socket first = listener.ConnectSocket();
        await listener.Process.WriteAsync("1");
        Assert.Equal("1", await first.ReceiveTextAsync());
        await first.SendTextAsync("x");
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("x", await listener.Process.ReadTextAsync(1));

        // Its end is read a moment after what it said.
        Task<string> heard = listener.Process.ReadTextAsync(1);
        while (!heard.IsCompleted)
        {
            using Socket next = listener.ConnectSocket();
            _ = next.SendTextAsync("y");
            await Task.WhenAny(heard, next.ReceiveBytesAsync());
        }

        Assert.Equal("y", await heard);
        await listener.Process.FinishInputAsync("2");
        Assert.Equal("2", await first.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NoneAtATime_RefusesAll()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixStream, "-k", "-m", "0");
        for (int i = 0; i < 3; i++)
        {
            using Socket client = listener.ConnectSocket();
            Assert.Empty(await client.ReceiveToEndAsync());
        }

        listener.Process.Send(Signal.Terminate);
        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Empty(listener.Process.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Narrated()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-kv", "-m", "2");
        using (Socket first = listener.ConnectSocket())
        {
            await first.SendTextAsync("question\n");
            await listener.Process.ReadAsync(9);
            using Socket second = listener.ConnectSocket();
            await second.SendTextAsync("x");
            await listener.Process.ReadAsync(1);
            using Socket surplus = listener.ConnectSocket();
            Assert.Empty(await surplus.ReceiveToEndAsync());
            await listener.Process.WriteAsync("answer\n");
            Assert.Equal("answer\n", await first.ReceiveTextAsync());
            Assert.Equal("answer\n", await second.ReceiveTextAsync());
            await second.SendTextAsync("y"); // which acknowledges the answer
            await listener.Process.ReadAsync(1);
            second.Reset();
            await listener.Process.ErrorLineAsync("has gone");
        }

        await Eventually.TrueAsync(() => listener.Process.ErrorLines.Count == 7, "seven lines");
        listener.Process.Send(Signal.Terminate);
        await Verify(await Transcript.OfAsync(("listener", listener.Process)));
    }
}
