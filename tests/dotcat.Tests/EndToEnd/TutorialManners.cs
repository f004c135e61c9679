using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The four programs of every socket tutorial at the other end.</summary>
public sealed class TutorialManners
{
    private const int SmallRead = 128;
    private const int LargestEcho = 1024;

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerThatReadsLittle_AndAnswersOkToEveryRead()
    {
        string text = new string('x', 3 * SmallRead) + "\n";
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!);
        using Socket server = await listener.AcceptOneAsync();

        await client.FinishInputAsync(text);
        string received = "";
        int answers = 0;
        while (await server.ReceiveTextAsync(SmallRead) is { Length: > 0 } part)
        {
            received += part;
            answers++;
            await server.SendTextAsync("ok");
        }

        server.Dispose();
        ProcessEnd end = await client.EndAsync();
        Assert.Equal(text, received);
        Assert.Equal(string.Concat(Enumerable.Repeat("ok", answers)), end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerSpokenToLineByLine_AnswersEach()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Tcp4, listener.LocalEndPoint!);
        using Socket server = await listener.AcceptOneAsync();

        foreach (string line in new[] { "one\n", "two\n", "three\n" })
        {
            await client.WriteAsync(line);
            Assert.Equal(line, await server.ReceiveTextAsync(SmallRead));
            await server.SendTextAsync("ok");
            Assert.Equal("ok", await client.ReadTextAsync(2));
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientThatSendsNoLineEnd_AndWaitsForOneReply()
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("Hello server");
        Assert.Equal("Hello server", await listener.Process.ReadTextAsync(12));
        await listener.Process.WriteAsync("Hello client\n"); // as typed: stdin stays open
        Assert.Equal("Hello client\n", await client.ReceiveTextAsync());
        client.Dispose();

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADatagramServerThatSendsEachBack()
    {
        using Socket server = Transport.Udp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Udp4, server.LocalEndPoint!, "-q", "5s");

        await client.WriteAsync("first\n");
        await EchoAsync(server);
        Assert.Equal("first\n", await client.ReadTextAsync(6));
        string longest = new('x', LargestEcho);
        await client.FinishInputAsync(longest);
        await EchoAsync(server);

        Assert.Equal(longest, await client.ReadTextAsync(LargestEcho));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADatagramClientThatSendsHello_AndWaitsForOne()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Udp4);
        using Socket client = Transport.Udp4.CreateSocket();

        await client.SendToAsync("Hello server"u8.ToArray(), listener.EndPoint);
        Assert.Equal("Hello server", await listener.Process.ReadTextAsync(12));
        await listener.Process.WriteAsync("Hello client\n");

        Assert.Equal("Hello client\n", await client.ReceiveTextAsync());
    }

    private static async Task EchoAsync(Socket server)
    {
        byte[] buffer = new byte[LargestEcho];
        SocketReceiveFromResult received = await server
            .ReceiveFromAsync(buffer, server.LocalEndPoint!)
            .WaitAsync(TimeLimit.Wait);
        await server.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
    }
}
