using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Real netcats as the clients of every kind of server.</summary>
public sealed class ServersAndOtherNetcats
{
    private static readonly Transport[] _transports = [Transport.Tcp4, Transport.Tcp6, Transport.UnixStream];

    public static TheoryData<Peer, Transport> Clients
    {
        get
        {
            var clients = new TheoryData<Peer, Transport>();
            foreach (Peer peer in Enum.GetValues<Peer>())
            {
                foreach (Transport transport in _transports)
                {
                    clients.Add(peer, transport);
                }
            }

            return clients;
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Clients))]
    public async Task KeepOpen(Peer peer, Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k");
        await using RunningProcess one = peer.Connect(transport, listener.EndPoint, "");
        await using RunningProcess two = peer.Connect(transport, listener.EndPoint, "");

        await one.WriteAsync("one");
        Assert.Equal("one", await listener.Process.ReadTextAsync(3));
        await two.WriteAsync("two");
        Assert.Equal("two", await listener.Process.ReadTextAsync(3));
        await listener.Process.WriteAsync("both");
        Assert.Equal("both", await one.ReadTextAsync(4));
        Assert.Equal("both", await two.ReadTextAsync(4));
        one.FinishInput();
        await two.WriteAsync("still there");
        Assert.Equal("still there", await listener.Process.ReadTextAsync(11));
        await listener.Process.FinishInputAsync("and more");
        Assert.Equal("and more", await one.ReadTextAsync(8));
        Assert.Equal(0, await one.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Clients))]
    public async Task Echo(Peer peer, Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        await using RunningProcess client = peer.Connect(transport, listener.EndPoint, "");
        var payload = new Payload(1024 * 1024);

        Assert.Equal(payload.Hash, Payload.HashOf(await client.ExchangeAsync(payload)));
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Clients))]
    public async Task Reply(Peer peer, Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--reply", "ok");
        await using RunningProcess client = peer.Connect(transport, listener.EndPoint, "");

        await client.WriteAsync("ask");
        Assert.Equal("ok", await client.ReadTextAsync(2));
        Assert.Equal("ask", await listener.Process.ReadTextAsync(3));
        client.FinishInput();

        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Clients))]
    public async Task Broker(Peer peer, Transport transport)
    {
        await using ToolListener broker = await ToolListener.StartAsync(transport, "-v", "--broker");
        await using RunningProcess one = peer.Connect(transport, broker.EndPoint, "");
        await broker.Process.WriteAsync("one");
        Assert.Equal("one", await one.ReadTextAsync(3));
        await using RunningProcess two = peer.Connect(transport, broker.EndPoint, "");

        await two.WriteAsync("hello");
        Assert.Equal("hello", await one.ReadTextAsync(5));
        await one.WriteAsync("answer");

        Assert.Equal("answer", await two.ReadTextAsync(6));
    }
}
