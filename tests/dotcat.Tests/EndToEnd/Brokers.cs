using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary><c>--broker</c>: what one client sends goes to all the others.</summary>
[UsesVerify]
public sealed class Brokers
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task WhatOneSends_GoesToTheOthers_AndNeverBack(Transport transport)
    {
        await using ToolListener broker = await ToolListener.StartAsync(transport, "--broker");
        using var clients = new Sockets();
        while (clients.All.Count < 4)
        {
            clients.Add(await JoinAsync(broker.Process, broker.ConnectSocket(), clients.All));
        }

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

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task BothFamiliesTalkTogether()
    {
        await using RunningProcess broker = Tool.Start("--broker", "0");
        int port = await broker.ListeningPortAsync();
        using Socket four = Transport.Tcp4.CreateSocket();
        await four.ConnectAsync(IPAddress.Loopback, port);
        await JoinAsync(broker, four);
        using Socket six = Transport.Tcp6.CreateSocket();
        await six.ConnectAsync(IPAddress.IPv6Loopback, port);
        await JoinAsync(broker, six, four);

        await four.SendTextAsync("from four");
        Assert.Equal("from four", await six.ReceiveTextAsync());
        await six.SendTextAsync("from six");
        Assert.Equal("from six", await four.ReceiveTextAsync());
    }

    /// <summary>And the memory that a stalled reader costs is bounded.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task MuchPasses_AStalledReader(Transport transport)
    {
        var payload = new Payload(48 * 1024 * 1024);
        await using ToolListener broker = await ToolListener.StartAsync(transport, "--broker");
        using Socket stalled = await JoinAsync(broker.Process, broker.ConnectSocket());
        using Socket talker = await JoinAsync(broker.Process, broker.ConnectSocket(), stalled);
        using Socket listener = await JoinAsync(broker.Process, broker.ConnectSocket(), stalled, talker);
        Task<string> hash = listener.ReceiveHashAsync(payload.Bytes.Length);

        await talker.SendBytesAsync(payload.Bytes);

        Assert.Equal(payload.Hash, await hash);
        await broker.Process.ErrorLineAsync("dropped: it does not take what is sent to it");
        Assert.InRange(ProcessStatus.PeakMemory(broker.Process), 1, 200_000_000);
        await listener.SendTextAsync("goes on");
        Assert.Equal("goes on", await talker.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OneThatHalfClosed_GetsAnAnswer()
    {
        await using ToolListener broker = await ToolListener.StartAsync(Transport.Tcp4, "--broker");
        using Socket asks = await JoinAsync(broker.Process, broker.ConnectSocket());
        using Socket answers = await JoinAsync(broker.Process, broker.ConnectSocket(), asks);

        await asks.SendTextAsync("question");
        asks.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", await answers.ReceiveTextAsync());
        await answers.SendTextAsync("answer");

        Assert.Equal("answer", await asks.ReceiveTextAsync());
        await broker.Process.FinishInputAsync(", and news"); // which it has brought before
        Assert.Equal(", and news", await asks.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
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

    /// <summary>Returns when the client is a member: the first gets what stdin says, the others are heard.</summary>
    /// <param name="broker">dotcat --broker.</param>
    /// <param name="client">Connected to it.</param>
    /// <param name="members">Those who are members already, all of them.</param>
    private static async Task<Socket> JoinAsync(
        RunningProcess broker,
        Socket client,
        params IReadOnlyList<Socket> members
    )
    {
        if (members.Count == 0)
        {
            await broker.WriteAsync("?");
            Assert.Equal("?", await client.ReceiveTextAsync());
            return client;
        }

        await client.SendTextAsync("?");
        foreach (Socket member in members)
        {
            Assert.Equal("?", await member.ReceiveTextAsync());
        }

        return client;
    }
}
