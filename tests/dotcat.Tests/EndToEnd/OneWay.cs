using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One direction only; the other is neither read nor written.</summary>
public sealed class OneWay
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task ReceivingOnly_LeavesItsInputAlone(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--recv-only");
        await client.Process.WriteAsync("never sent");
        await client.Server.SendTextAsync("news");
        client.Server.Shutdown(SocketShutdown.Send);

        Assert.Empty(await client.Server.ReceiveToEndAsync());
        ProcessEnd end = await client.Process.EndAsync();
        Assert.Equal("news", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task SendingOnly_EndsWithItsInput_AndWritesNothing(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--send-only");
        await client.Process.FinishInputAsync("news");

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal("news", await client.Server.ReceiveTextToEndAsync());
        Assert.Empty(end.Output);
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task SendingOnly_DeliversAllToAServerThatHadSpokenFirst(Transport transport)
    {
        var payload = new Payload(1024 * 1024);
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--send-only");
        await client.Server.SendTextAsync("220 welcome\n");
        Task<byte[]> receiving = client.Server.ReceiveToEndAsync();
        await client.Process.WriteAsync(payload.Bytes);
        client.Process.FinishInput();

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(payload.Hash, Payload.HashOf(await receiving));
        Assert.Empty(end.Output);
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AListenerThatReceivesOnly_EndsWithItsClient()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--recv-only");
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("news");
        }

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("news", end.Text);
        Assert.Equal(0, end.ExitCode);
    }
}
