using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A datagram peer never ends.</summary>
public sealed class DatagramPeers
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task AListenerGoesOn_AfterItsInputEnded(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("one");
        Assert.Equal("one", await listener.Process.ReadTextAsync(3));
        listener.Process.FinishInput();

        await client.SendTextAsync("two");

        Assert.Equal("two", await listener.Process.ReadTextAsync(3));
        Assert.False(listener.Process.HasExited);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AListenerWithQuitTimer_EndsAfterItsInputEnded()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Udp4, "-q", "100ms");
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("one");
        await listener.Process.FinishInputAsync("answer");

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("one", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("answer", await client.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientWithAnotherWait_WaitsThatLong()
    {
        using Socket server = Transport.Udp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Udp4, server.LocalEndPoint!, "-q", "5s");
        await client.FinishInputAsync("ask");
        EndPoint asker = await server.ReceiveFirstAsync("ask");

        await Task.Delay(TimeSpan.FromMilliseconds(700)); // longer than it waits by itself
        await server.SendToAsync("answer"u8.ToArray(), asker);

        Assert.Equal("answer", await client.ReadTextAsync(6));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixDatagram)]
    [InlineData(Transport.AbstractDatagram)]
    public async Task ASenderThatHasGone_IsHeard(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("hello");
        }

        Assert.Equal("hello", await listener.Process.ReadTextAsync(5));
        await listener.Process.FinishInputAsync("answer");
        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("dotcat: up to 6 bytes of standard input were not delivered", end.ErrorLines[^1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASenderThatHasGone_IsHeard_ThoughItsAnswerFailsAtOnce()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixDatagram);
        await listener.Process.FinishInputAsync("answer");
        using (Socket client = listener.ConnectSocket())
        {
            await client.SendTextAsync("one");
            await client.SendTextAsync("two");
        }

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal((1, "onetwo"), (end.ExitCode, end.Text));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASenderWithoutAName_EndsNoEcho()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixDatagram, "--echo", "-v");
        using Socket nameless = Transport.UnixDatagram.CreateSocket();
        await nameless.ConnectAsync(listener.EndPoint);
        await nameless.SendTextAsync("unanswered");
        await listener.Process.ErrorLineAsync("a peer without a name is not answered");
        using Socket named = listener.ConnectSocket();

        await named.SendTextAsync("answered");

        Assert.Equal("answered", await named.ReceiveTextAsync());
    }

    /// <summary>Where nobody reads what comes from there, too.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData]
    [InlineData("--send-only")]
    [InlineData("-q", "0")]
    public async Task ARefusalOnThisMachine_IsAFailure(params string[] options)
    {
        EndPoint nobody;
        using (Socket gone = Transport.Udp4.Bind(""))
        {
            nobody = gone.LocalEndPoint!;
        }

        ProcessEnd end = await Tool.RunAsync("ask", [.. options, .. Transport.Udp4.ConnectArguments(nobody)]);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(end.ErrorLines, line => line.Contains("connection refused", StringComparison.Ordinal));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.Udp6)]
    public async Task ARefusal_IsAFailure(Transport transport)
    {
        EndPoint nobody;
        using (Socket gone = transport.Bind(""))
        {
            nobody = gone.LocalEndPoint!;
        }

        await using RunningProcess client = Tool.Connect(transport, nobody);
        await client.FinishInputAsync("ask");

        ProcessEnd end = await client.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Contains(end.ErrorLines, line => line.Contains("connection refused", StringComparison.Ordinal));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task AListenerBelongsToItsFirstPeer(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        using Socket first = listener.ConnectSocket();
        using Socket stranger = listener.ConnectSocket();

        await first.SendTextAsync("[first]");
        try
        {
            await stranger.SendTextAsync("[stranger]");
        }
        catch (SocketException)
        {
            // the system refused it already, for a socket that has its peer
        }

        Assert.Equal("[first]", await listener.Process.ReadTextAsync(7));
        await first.SendTextAsync("[again]");

        Assert.Equal("[again]", await listener.Process.ReadTextAsync(7));
    }
}
