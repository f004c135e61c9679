using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>-i ends what has fallen silent; --accept-timeout what never began.</summary>
public sealed class IdleTimeout
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task ASilentConnection_EndsInOrder(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-i", "200ms");

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task ASilentDatagramPeer_EndsAListener(Transport transport)
    {
        ToolMachine.SkipUnderWine("a loaded machine is too slow there for a limit of 200 ms");
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-i", "200ms");
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("x");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("x", end.Text);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Udp6)]
    [InlineData(Transport.UnixStream)]
    public async Task NobodyConnecting_IsAFailure(Transport transport)
    {
        using var folder = new TemporaryFolder();
        ProcessEnd end = await Tool.RunAsync(
            "",
            ["--accept-timeout", "100ms", .. transport.ListenArguments(folder.UnixAddress(transport))]
        );

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("dotcat: nobody connected within 100 ms", end.ErrorLines[^1]);
    }
}
