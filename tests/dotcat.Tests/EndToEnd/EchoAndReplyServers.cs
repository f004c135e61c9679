using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary><c>--echo</c> and <c>--reply</c>: servers without a shell.</summary>
[UsesVerify]
public sealed class EchoAndReplyServers
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Echo_GivesEverybodyTheirOwnBack(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        using var clients = new Sockets(5, listener.ConnectSocket);
        Payload[] payloads = [.. clients.All.Select(static _ => new Payload(2 * 1024 * 1024))];

        byte[][] echoes = await Task.WhenAll(clients.All.Select((client, who) => client.ExchangeAsync(payloads[who])));

        Assert.Equal(
            payloads.Select(static payload => payload.Hash),
            echoes.Select(static echo => Payload.HashOf(echo))
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Echo_OfOneClient_EndsWithIt(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "--echo");
        using Socket client = listener.ConnectSocket();
        var payload = new Payload(2 * 1024 * 1024);

        Assert.Equal(payload.Hash, Payload.HashOf(await client.ExchangeAsync(payload)));
        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Echo_IsNotHeldUp_ByOneWhoTakesNothing(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        using Socket stalled = listener.ConnectSocket();
        _ = stalled.SendAsync(new byte[48 * 1024 * 1024].AsMemory()).AsTask();
        await Eventually.AtRestAsync(() => stalled.Available, "a client that takes nothing");

        using Socket other = listener.ConnectSocket();
        await other.SendTextAsync("ping");

        Assert.Equal("ping", await other.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Reply_PrintsAndAnswersEachRead(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--reply", @"ok\n");
        using Socket one = listener.ConnectSocket();
        using Socket two = listener.ConnectSocket();

        foreach ((Socket client, string text) in ((Socket, string)[])[(one, "one"), (two, "two"), (one, "again")])
        {
            await client.SendTextAsync(text);
            Assert.Equal("ok\n", await client.ReceiveTextAsync());
            Assert.Equal(text, await listener.Process.ReadTextAsync(text.Length));
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheirInput_IsNotRead()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-k", "--reply", "ok");
        listener.Process.FinishInput();
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("ask");

        Assert.Equal("ok", await client.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--echo")]
    [InlineData("--reply", "ok")]
    public async Task OneIsSilent_IsLetGo(params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-kv", "-i", "200ms", .. options]
        );
        using Socket client = listener.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        await listener.Process.ErrorLineAsync("nothing moved for 200 ms");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Echo_Narrated() => await Verify(await NarrateAsync("--echo"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Reply_Narrated() => await Verify(await NarrateAsync("--reply", "ok"));

    private static async Task<string> NarrateAsync(params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, ["-kv", .. options]);
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("question");
            await client.ReceiveBytesAsync();
        }

        await listener.Process.ErrorLineAsync("has gone");
        listener.Process.Send(Signal.Interrupt);
        return await Transcript.OfAsync(("listener", listener.Process));
    }
}
