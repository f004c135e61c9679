using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>stdin ends: the peer is told, and receiving goes on until the peer ends.</summary>
public sealed class InputEnds
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task TheClientHalfCloses_AndTheAnswerStillArrives(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        await client.Process.FinishInputAsync("question\n");
        Assert.Equal("question\n", await client.Server.ReceiveTextToEndAsync());

        await client.Server.SendTextAsync("answer\n");
        client.Server.Dispose();

        AssertSilentEnd("answer\n", await client.Process.EndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task TheListenerHalfCloses_AndTheAnswerStillArrives(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using Socket client = listener.ConnectSocket();
        await listener.Process.FinishInputAsync("question\n");
        Assert.Equal("question\n", await client.ReceiveTextToEndAsync());

        await client.SendTextAsync("answer\n");
        client.Dispose();

        ProcessEnd end = await listener.Process.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("answer\n", end.Text);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task WithNoShutdown_ThePeerIsNotTold(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--no-shutdown");
        await client.Process.FinishInputAsync("question\n");
        Assert.Equal("question\n", await client.Server.ReceiveTextAsync());
        Assert.False(client.Server.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead), "the peer was told");

        await client.Server.SendTextAsync("answer\n");
        client.Server.Dispose();

        AssertSilentEnd("answer\n", await client.Process.EndAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("0")]
    [InlineData("1")]
    public async Task WithQuitTimer_APeerThatDoesNotEndIsLeft(string time)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-q", time);
        await client.Process.FinishInputAsync("question\n");

        AssertSilentEnd("", await client.Process.EndAsync());
        Assert.Equal("question\n", await client.Server.ReceiveTextToEndAsync());
    }

    private static void AssertSilentEnd(string output, ProcessEnd end)
    {
        Assert.Empty(end.ErrorLines);
        Assert.Equal(output, end.Text);
        Assert.Equal(0, end.ExitCode);
    }
}
