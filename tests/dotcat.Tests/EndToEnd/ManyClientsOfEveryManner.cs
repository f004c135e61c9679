using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One client's end, reset or stall disturbs no other.</summary>
public sealed class ManyClientsOfEveryManner
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    public async Task OneResets(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-kv");
        using Socket other = listener.ConnectSocket();
        Socket broken = listener.ConnectSocket();
        await broken.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        broken.Reset();

        await listener.Process.ErrorLineAsync("connection reset by the peer");
        await AssertServedAsync(listener, other);
        Assert.False(listener.Process.HasExited);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task OneEnds(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-kv");
        using Socket other = listener.ConnectSocket();
        listener.ConnectSocket().Dispose();

        await listener.Process.ErrorLineAsync("has gone");

        await AssertServedAsync(listener, other);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task OneNeverReads_IsDropped_AndTheOtherGetsAll(Transport transport)
    {
        var payload = new Payload(48 * 1024 * 1024);
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        using Socket stalled = listener.ConnectSocket();
        using Socket other = listener.ConnectSocket();
        await stalled.SendTextAsync("x");
        await other.SendTextAsync("x");
        await listener.Process.ReadAsync(2);
        Task<string> hash = other.ReceiveHashToEndAsync();

        await listener.Process.Input.WriteAsync(payload.Bytes).AsTask().WaitAsync(TimeLimit.Wait);
        listener.Process.FinishInput();

        Assert.Equal(payload.Hash, await hash);
        await listener.Process.ErrorLineAsync("dropped: it does not take what is sent to it");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task OneNeverPauses_AndTheOthersAreAnswered(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        using Socket busy = listener.ConnectSocket();
        long echoed = 0;
        Task sending = Task.Run(() => FloodAsync(busy));
        Task reading = Task.Run(ReadAsync);

        for (int i = 0; i < 100; i++)
        {
            using Socket other = listener.ConnectSocket();
            await other.SendTextAsync("also");
            Assert.Equal("also", await other.ReceiveTextAsync());
            await Eventually.TrueAsync(() => Interlocked.Exchange(ref echoed, 0) > 0, "an echo of the busy one too");
        }

        busy.Shutdown(SocketShutdown.Both); // with bytes on their way: whether that ends by a reset is left open
        await Assert.ThrowsAnyAsync<SocketException>(() => sending);
        await Task.WhenAny(reading);

        async Task ReadAsync()
        {
            byte[] buffer = new byte[64 * 1024];
            while (await busy.ReceiveAsync(buffer) is > 0 and var count)
            {
                Interlocked.Add(ref echoed, count);
            }
        }
    }

    /// <summary>Nobody waits for it, so that stdin waits for it alone.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheOnlyOnePauses_AndGetsAll()
    {
        var payload = new Payload(48 * 1024 * 1024);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k");
        using Socket client = listener.ConnectSocket();
        Task writing = listener.Process.Input.WriteAsync(payload.Bytes).AsTask();
        await Eventually.AtRestAsync(() => client.Available, "a client that takes nothing");
        Assert.False(writing.IsCompleted);

        Task<string> hash = client.ReceiveHashToEndAsync();
        await writing.WaitAsync(TimeLimit.Wait);
        listener.Process.FinishInput();

        Assert.Equal(payload.Hash, await hash);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task OneHalfClosesAtOnce_AndGetsTheWholeFile(Transport transport)
    {
        using var folder = new TemporaryFolder();
        var payload = new Payload(20 * 1024 * 1024);
        await File.WriteAllBytesAsync(folder.File("input"), payload.Bytes.ToArray());
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            arguments => Tool.StartInShell($"exec \"$0\" -k \"$@\" <'{folder.File("input")}'", arguments)
        );
        using Socket client = listener.ConnectSocket();

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(payload.Hash, await client.ReceiveHashToEndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, "-k")]
    [InlineData(Transport.UnixStream, "-k")]
    [InlineData(Transport.Tcp4, "--broker")]
    public async Task OneHalfClosesAtOnce_AndGetsAllThatASlowStdinBrings(Transport transport, string option)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            arguments => Tool.StartInShell($"{{ echo one; sleep 2; echo two; }} | \"$0\" {option} \"$@\"", arguments)
        );
        using Socket client = listener.ConnectSocket();

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("one\ntwo\n", await client.ReceiveTextToEndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task OneHalfClosesAndThenCloses_AndIsLetGo_ThoughStdinGoesOn(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-kv");
        Socket client = listener.ConnectSocket();
        await listener.Process.WriteAsync("x");
        Assert.Equal("x", await client.ReceiveTextAsync());
        client.Shutdown(SocketShutdown.Send);

        client.Dispose();

        await listener.Process.ErrorLineAsync("has gone: sent 1 byte");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task OneIsSilent_AndOnlyThatOneIsLetGo(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-kv", "-i", "1s", "--recv-only");
        using Socket silent = listener.ConnectSocket();
        using Socket busy = listener.ConnectSocket();
        Task<byte[]> end = silent.ReceiveBytesAsync();

        while (!end.IsCompleted)
        {
            await busy.SendTextAsync("x");
            await Task.WhenAny(end, listener.Process.ReadAsync(1));
            await Task.WhenAny(end, Task.Delay(50)); // it is the pace of the talk, not a wait for a state
        }

        Assert.Empty(await end);
        await listener.Process.ErrorLineAsync("nothing moved for 1 s");
        await busy.SendTextAsync("still there");
        Assert.Single(
            listener.Process.ErrorLines,
            static line => line.Contains("nothing moved", StringComparison.Ordinal)
        );
    }

    private static async Task FloodAsync(Socket client)
    {
        byte[] much = new byte[64 * 1024];
        while (true)
        {
            await client.SendAsync(much);
        }
    }

    private static async Task AssertServedAsync(ToolListener listener, Socket client)
    {
        await client.SendTextAsync("from it");
        Assert.Equal("from it", await listener.Process.ReadTextAsync(7));
        await listener.Process.WriteAsync("to it");
        Assert.Equal("to it", await client.ReceiveTextAsync());
    }
}
