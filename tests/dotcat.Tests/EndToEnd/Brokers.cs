using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary><c>--broker</c>: what one client sends goes to all the others.</summary>
[UsesVerify]
public sealed class Brokers
{
    [Theory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task WhatOneSends_GoesToTheOthers_AndNeverBack(Transport transport)
    {
        await using ToolListener broker = await ToolListener.StartAsync(transport, "--broker");
        using var clients = new Sockets(4, broker.ConnectSocket);
        await ThereAsync(broker, clients);

        for (int who = 0; who < clients.All.Count; who++)
        {
            await clients.All[who].SendTextAsync($"from {who}");
            foreach (Socket other in clients.All.Where((_, i) => i != who))
            {
                Assert.Equal($"from {who}", await other.ReceiveTextAsync());
            }
        }

        await broker.Process.FinishInputAsync("from stdin");
        foreach (Socket client in clients.All)
        {
            Assert.Equal("from stdin", await client.ReceiveTextAsync());
        }
    }

    [Fact(Timeout = TimeLimit.Test)]
    public async Task BothFamiliesTalkTogether()
    {
        await using RunningProcess broker = Tool.Start("--broker", "0");
        string line = await broker.ErrorLineAsync("listening on ");
        int port = int.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        using Socket four = Transport.Tcp4.CreateSocket();
        using Socket six = Transport.Tcp6.CreateSocket();
        await four.ConnectAsync(IPAddress.Loopback, port);
        await six.ConnectAsync(IPAddress.IPv6Loopback, port);
        await broker.WriteAsync("x");
        await four.ReceiveExactlyAsync(1);
        using Socket late = Transport.Tcp6.CreateSocket();
        await late.ConnectAsync(IPAddress.IPv6Loopback, port);
        await ThereAsync(broker.WriteAsync, late);

        await four.SendTextAsync("from four");
        Assert.EndsWith("from four", await late.ReceiveTextAsync(), StringComparison.Ordinal);
        await late.SendTextAsync("from six");
        Assert.Equal("from six", (await ReceiveUntilAsync(four, "from six"))[^8..]);
    }

    /// <summary>And the memory that a stalled reader costs is bounded.</summary>
    [Theory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task MuchPasses_AStalledReader(Transport transport)
    {
        var payload = new Payload(48 * 1024 * 1024);
        await using ToolListener broker = await ToolListener.StartAsync(transport, "--broker");
        using Socket stalled = broker.ConnectSocket();
        using Socket talker = broker.ConnectSocket();
        using Socket listener = broker.ConnectSocket();
        await ThereAsync(broker.Process.WriteAsync, stalled, talker, listener);
        Task<string> hash = listener.ReceiveHashAsync(payload.Bytes.Length);

        await talker.SendBytesAsync(payload.Bytes);

        Assert.Equal(payload.Hash, await hash);
        await broker.Process.ErrorLineAsync("dropped: it does not take what is sent to it");
        Assert.InRange(ProcessStatus.PeakMemory(broker.Process), 1, 200_000_000);
        await listener.SendTextAsync("goes on");
        Assert.Equal("goes on", await talker.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Test)]
    public async Task OneThatHalfClosed_GetsAnAnswer()
    {
        await using ToolListener broker = await ToolListener.StartAsync(Transport.Tcp4, "--broker");
        using Socket asks = broker.ConnectSocket();
        using Socket answers = broker.ConnectSocket();
        await ThereAsync(broker.Process.WriteAsync, asks, answers);

        await asks.SendTextAsync("question");
        asks.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", await answers.ReceiveTextAsync());
        await answers.SendTextAsync("answer");

        Assert.Equal("answer", await asks.ReceiveTextToEndAsync());
    }

    [Fact(Timeout = TimeLimit.Test)]
    public async Task Narrated()
    {
        await using ToolListener broker = await ToolListener.StartAsync(Transport.Tcp4, "-v", "--broker");
        using Socket first = broker.ConnectSocket();
        await broker.Process.WriteAsync("news");
        Assert.Equal("news", await first.ReceiveTextAsync());
        using (Socket second = broker.ConnectSocket())
        {
            await second.SendTextAsync("hello");
            Assert.Equal("hello", await first.ReceiveTextAsync());
        }

        await broker.Process.ErrorLineAsync("has gone");
        broker.Process.Send(Signal.Terminate);
        await Verify(await Transcript.OfAsync(("broker", broker.Process)));
    }

    private static Task ThereAsync(ToolListener broker, Sockets clients) =>
        ThereAsync(broker.Process.WriteAsync, [.. clients.All]);

    /// <summary>Returns when each of the clients is a member, and has taken what it was sent for that.</summary>
    private static async Task ThereAsync(Func<string, Task> writeInput, params Socket[] clients)
    {
        foreach (Socket client in clients)
        {
            while (client.Available == 0)
            {
                await writeInput("?");
                await Task.Delay(5);
            }
        }

        await writeInput("!");
        foreach (Socket client in clients)
        {
            await ReceiveUntilAsync(client, "!");
        }
    }

    private static async Task<string> ReceiveUntilAsync(Socket socket, string end)
    {
        string text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            text += await socket.ReceiveTextAsync();
        }

        return text;
    }
}
