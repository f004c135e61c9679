using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The peer ends: stdout is finished, what stdin has ready is delivered, and then dotcat ends.</summary>
public sealed class PeerEnds
{
    /// <summary>More than all buffers on the way hold.</summary>
    private const int MoreThanBuffered = 32 * 1024 * 1024;

    [Theory(Timeout = TimeLimit.Test)]
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

    [Theory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task StdoutIsFinished_WhileInputStillFlows(Transport transport)
    {
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

    [Theory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task KeepOpen_WhileConnecting_GoesOnSending_ThoughStdinIsSilentForLonger(Transport transport)
    {
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

    [Theory(Timeout = TimeLimit.Test)]
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

    [Theory(Timeout = TimeLimit.Test)]
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
