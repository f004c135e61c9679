using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The reader of stdout goes away: dotcat ends at once, without noise.</summary>
public sealed class ReaderGoes
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task WhenThePeerSendsNothingMore_ItStillEnds(Transport transport)
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        await client.Server.SendTextAsync("first line\n");
        await client.Process.ReadAsync(11);

        await client.Process.Output.DisposeAsync();

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Empty(client.Process.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AListenerWithoutAnyTraffic_EndsToo()
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        using Socket client = listener.ConnectSocket();
        await listener.Process.WriteAsync("x");
        await client.ReceiveBytesAsync();

        await listener.Process.Output.DisposeAsync();

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        Assert.Single(listener.Process.ErrorLines); // where it listened
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADatagramClientEndsToo()
    {
        ToolMachine.RequireSightOfOtherEnd();
        using Socket server = Transport.Udp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Udp4, server.LocalEndPoint!);
        await client.WriteAsync("ask");
        await server.ReceiveBytesAsync();

        await client.Output.DisposeAsync();

        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Empty(client.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task UnderHead_OfAPeerThatNeverStopsSending()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            "{ \"$0\" \"$@\"; echo $? >&2; } | head -c 10",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();
        Task<ProcessEnd> ending = shell.EndAsync();
        await FloodAsync(server);

        ProcessEnd end = await ending;
        Assert.Equal("xxxxxxxxxx", end.Text);
        Assert.Equal(["0"], end.ErrorLines);
    }

    private static async Task FloodAsync(Socket socket)
    {
        byte[] much = new byte[64 * 1024];
        Array.Fill(much, (byte)'x');
        try
        {
            while (true)
            {
                await socket.SendBytesAsync(much);
            }
        }
        catch (SocketException)
        {
            // nobody reads it any more
        }
    }
}
