using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary><c>-lk</c>: stdin goes to every client, and what they send is merged on stdout.</summary>
public sealed class ManyClients
{
    private const int Clients = 20;
    private const int LinesEach = 50;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task TalkingAtOnce_AreMergedInWholeLines(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        using var clients = new Sockets(Clients, listener.ConnectSocket);
        string[] lines = [.. Enumerable.Range(0, Clients * LinesEach).Select(LineOf)];
        Task<byte[]> merged = listener.Process.ReadAsync(lines.Sum(static line => line.Length + 1));

        await Task.WhenAll(clients.All.Select((client, who) => TalkAsync(client, lines, who)));

        string[] arrived = System.Text.Encoding.UTF8.GetString(await merged).Split('\n')[..^1];
        Assert.Equal(lines.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task EachGetsAllOfStdin(Transport transport)
    {
        var payload = new Payload(20 * 1024 * 1024);
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        using var clients = new Sockets(20, listener.ConnectSocket);
        await ServedAsync(listener, clients);
        Task<string[]> hashes = Task.WhenAll(clients.All.Select(static client => client.ReceiveHashToEndAsync()));

        await listener.Process.Input.WriteAsync(payload.Bytes).AsTask().WaitAsync(TimeLimit.Wait);
        listener.Process.FinishInput();

        Assert.All(await hashes, hash => Assert.Equal(payload.Hash, hash));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OfBothFamilies_AreServedTogether()
    {
        await using RunningProcess listener = Tool.Start("-lk", "0");
        int port = await listener.ListeningPortAsync();
        using Socket four = Transport.Tcp4.CreateSocket();
        using Socket six = Transport.Tcp6.CreateSocket();
        await four.ConnectAsync(IPAddress.Loopback, port);
        await six.ConnectAsync(IPAddress.IPv6Loopback, port);

        await four.SendTextAsync("four\n");
        Assert.Equal("four\n", await listener.ReadTextAsync(5));
        await six.SendTextAsync("six\n");
        Assert.Equal("six\n", await listener.ReadTextAsync(4));
        await listener.WriteAsync("both\n");

        Assert.Equal("both\n", await four.ReceiveTextAsync());
        Assert.Equal("both\n", await six.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TwoThousand_AreReachedByALineEach()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k");
        using var clients = new Sockets(2000, listener.ConnectSocket);
        await ServedAsync(listener, clients);

        await listener.Process.WriteAsync("to all of you\n");

        foreach (Socket client in clients.All)
        {
            Assert.Equal("to all of you\n", await client.ReceiveTextAsync());
        }
    }

    /// <summary>Returns when every client has been read from, so that each is there for what is sent next.</summary>
    internal static async Task ServedAsync(ToolListener listener, Sockets clients)
    {
        await Task.WhenAll(clients.All.Select(static client => client.SendTextAsync("x")));
        await listener.Process.ReadAsync(clients.All.Count);
    }

    private static string LineOf(int number) => $"line {number} {new string('x', number % 97)}";

    private static async Task TalkAsync(Socket client, string[] lines, int who)
    {
        for (int i = who; i < lines.Length; i += Clients)
        {
            await client.SendTextAsync(lines[i] + '\n');
            await Task.Yield();
        }
    }
}
