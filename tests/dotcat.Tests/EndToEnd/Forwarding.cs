using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary><c>--to</c>: clients on one side, a target on the other.</summary>
public sealed class Forwarding : IDisposable
{
    private readonly TlsFiles _files = new();

    public static TheoryData<Transport, bool, Transport, bool> Streams
    {
        get
        {
            var pairings = new TheoryData<Transport, bool, Transport, bool>();
            foreach (Transport near in _streams)
            {
                foreach (Transport far in _streams)
                {
                    pairings.Add(near, false, far, false);
                }
            }

            pairings.Add(Transport.Tcp4, true, Transport.Tcp4, false);
            pairings.Add(Transport.Tcp4, false, Transport.Tcp4, true);
            pairings.Add(Transport.Tcp4, true, Transport.Tcp4, true);
            pairings.Add(Transport.UnixStream, true, Transport.Tcp4, true);
            pairings.Add(Transport.Tcp4, true, Transport.UnixStream, false);
            return pairings;
        }
    }

    public static TheoryData<Transport, Transport> WithDatagrams =>
        new()
        {
            { Transport.Udp4, Transport.Udp4 },
            { Transport.Udp6, Transport.Udp4 },
            { Transport.Udp4, Transport.Tcp4 },
            { Transport.Udp4, Transport.UnixStream },
            { Transport.Tcp4, Transport.Udp4 },
            { Transport.UnixStream, Transport.Udp6 },
            { Transport.UnixDatagram, Transport.Udp4 },
            { Transport.UnixDatagram, Transport.Tcp4 },
        };

    private static readonly Transport[] _streams = [Transport.Tcp4, Transport.Tcp6, Transport.UnixStream];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Streams))]
    public async Task Streams_GoThroughWhole_WithTheirEnds(Transport near, bool nearTls, Transport far, bool farTls)
    {
        string[] server = farTls ? _files.Server : [];
        await using ToolListener target = await ToolListener.StartAsync(far, ["-k", "--echo", .. server]);
        await using ToolListener forwarder = await StartAsync(
            near,
            Target(far, target, farTls),
            [.. nearTls ? _files.Server : [], .. farTls ? _files.Client : []]
        );
        string[] client = nearTls ? [.. _files.Client, "--tls-name", "localhost"] : [];
        await using RunningProcess one = forwarder.Connect(client);
        await using RunningProcess two = forwarder.Connect(client);
        var first = new Payload(4 * 1024 * 1024);
        var second = new Payload(1024 * 1024);

        byte[][] echoes = await Task.WhenAll(one.ExchangeAsync(first), two.ExchangeAsync(second));

        Assert.Equal([first.Hash, second.Hash], echoes.Select(static echo => Payload.HashOf(echo)));
        Assert.Equal((0, 0), (await one.ExitCodeAsync(), await two.ExitCodeAsync()));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task ManyShortConnections_AreAllAnswered(Transport far)
    {
        await using ToolListener target = await ToolListener.StartAsync(far, "-k", "--echo");
        await using ToolListener forwarder = await StartAsync(Transport.Tcp4, Target(far, target), []);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(AskAsync));

        async Task AskAsync(int asker)
        {
            for (int i = 0; i < 50; i++)
            {
                using Socket client = forwarder.ConnectSocket();
                await client.SendTextAsync($"{asker} {i}");
                client.Shutdown(SocketShutdown.Send);
                Assert.Equal($"{asker} {i}", await client.ReceiveTextToEndAsync());
            }
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(WithDatagrams))]
    public async Task Datagrams_GoThroughOneByOne(Transport near, Transport far)
    {
        await using ToolListener target = await ToolListener.StartAsync(far, "-k", "--echo");
        await using ToolListener forwarder = await StartAsync(near, Target(far, target), []);
        using Socket one = forwarder.ConnectSocket();
        using Socket two = forwarder.ConnectSocket();

        foreach (string text in (string[])["one", "another one", new string('x', 8000)])
        {
            await one.SendTextAsync(text);
            await two.SendTextAsync(text + "!");
            Assert.Equal(text, await one.ReceiveTextAsync());
            Assert.Equal(text + "!", await two.ReceiveTextAsync());
        }
    }

    /// <summary>What comes of a client is known by its socket to the target.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task DatagramClients_HaveASocketEach_UntilTheyAreSilent()
    {
        using Socket target = Transport.Udp4.Bind("");
        string place = $"udp://{target.LocalEndPoint}";
        await using ToolListener forwarder = await StartAsync(Transport.Udp4, place, ["-v", "-i", "1s"]);
        using Socket one = forwarder.ConnectSocket();
        using Socket two = forwarder.ConnectSocket();

        await one.SendTextAsync("one");
        EndPoint first = await target.ReceiveFirstAsync("one");
        await two.SendTextAsync("two");
        EndPoint second = await target.ReceiveFirstAsync("two");
        Assert.NotEqual(first, second);
        await target.SendToAsync("answer"u8.ToArray(), first);
        Assert.Equal("answer", await one.ReceiveTextAsync());

        await forwarder.Process.ErrorLineAsync($"{one.LocalEndPoint}: nothing moved for 1 s");
        await one.SendTextAsync("again");
        Assert.NotEqual(first, await target.ReceiveFirstAsync("again"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TargetThatComesLate_IsWaitedFor()
    {
        using Socket target = Transport.Tcp4.CreateSocket();
        target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string place = $"{target.LocalEndPoint}";
        await using ToolListener forwarder = await StartAsync(
            Transport.Tcp4,
            place,
            ["-v", "--retry", "forever", "--retry-delay", "10ms"]
        );
        using Socket client = forwarder.ConnectSocket();
        await client.SendTextAsync("early");
        await forwarder.Process.ErrorLineAsync("attempt 2");

        target.Listen();
        using Socket reached = await target.AcceptOneAsync();

        Assert.Equal("early", await reached.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TargetThatIsNotThere_ClosesItsClient_AndDisturbsNobody()
    {
        using Socket target = Transport.Tcp4.Bind("");
        var place = (IPEndPoint)target.LocalEndPoint!;
        await using ToolListener forwarder = await StartAsync(Transport.Tcp4, $"{place}", []);
        using Socket before = forwarder.ConnectSocket();
        using Socket reached = await target.AcceptOneAsync();
        target.Dispose();

        using Socket client = forwarder.ConnectSocket();
        Assert.Empty(await client.ReceiveToEndAsync());
        await forwarder.Process.ErrorLineAsync($"cannot connect to {place}: connection refused");

        await before.SendTextAsync("still here");
        Assert.Equal("still here", await reached.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("127.0.0.1:1", 1)]
    [InlineData("name.invalid:1", 2)]
    [InlineData("unix:/nobody/here", 1)]
    public async Task TargetThatIsNotThere_EndsARunOfOneClient(string target, int exitCode)
    {
        await using ToolListener forwarder = await ToolListener.StartAsync(Transport.Tcp4, "--to", target);
        using Socket client = forwarder.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(exitCode, await forwarder.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("", 0)]
    [InlineData("reset", 1)]
    public async Task OneClient_EndsTheRun_ByHowItWent(string manner, int exitCode)
    {
        if (manner == "reset")
        {
            ToolMachine.SkipUnderWine("a reset that comes between two reads is an end there");
        }

        using Socket target = Transport.Tcp4.Bind("");
        await using ToolListener forwarder = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--to",
            $"{target.LocalEndPoint}"
        );
        using Socket client = forwarder.ConnectSocket();
        using Socket reached = await target.AcceptOneAsync();
        await client.SendTextAsync("question");
        Assert.Equal("question", await reached.ReceiveTextAsync());
        if (manner == "reset")
        {
            client.Reset();
            var e = await Assert.ThrowsAsync<SocketException>(() => reached.ReceiveBytesAsync());
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
        else
        {
            client.Shutdown(SocketShutdown.Send);
            Assert.Empty(await reached.ReceiveToEndAsync());
            await reached.SendTextAsync("answer");
            reached.Shutdown(SocketShutdown.Send);
            Assert.Equal("answer", await client.ReceiveTextToEndAsync());
        }

        Assert.Equal(exitCode, await forwarder.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, Transport.Tcp4)]
    [InlineData(Transport.UnixStream, Transport.Tcp6)]
    public async Task TwoServers_AreJoined(Transport one, Transport two)
    {
        await using ToolListener first = await ToolListener.StartAsync(one);
        await using ToolListener second = await ToolListener.StartAsync(two);
        await using RunningProcess joint = first.Connect("--to", Target(two, second));
        await first.Process.FinishInputAsync("from the first");
        await second.Process.FinishInputAsync("from the second");

        Assert.Equal("from the second", await first.Process.ReadTextToEndAsync());
        Assert.Equal("from the first", await second.Process.ReadTextToEndAsync());
        Assert.Equal(0, await joint.ExitCodeAsync());
    }

    public void Dispose() => _files.Dispose();

    private static Task<ToolListener> StartAsync(Transport near, string target, IEnumerable<string> options) =>
        ToolListener.StartAsync(near, ["-k", .. options, "--to", target]);

    private static string Target(Transport transport, ToolListener target, bool isTls = false) =>
        transport.IsUnix ? $"unix:{UnixAddress.Of(target.EndPoint)}"
        : isTls ? $"tls://localhost:{((IPEndPoint)target.EndPoint).Port}"
        : $"{(transport.IsDatagram ? "udp" : "tcp")}://{target.EndPoint}";
}
