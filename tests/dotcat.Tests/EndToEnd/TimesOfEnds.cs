using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The short times of the ends, measured.</summary>
[Collection(QuietCollection.Name)]
public sealed class TimesOfEnds
{
    /// <summary>Late for a client that would not wait, and well within the half second of one that does.</summary>
    private static readonly TimeSpan _answerTime = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a client over datagrams waits by itself for an answer.</summary>
    private static readonly TimeSpan _datagramWait = TimeSpan.FromMilliseconds(500);

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APlainListener_EndsAboutHalfASecondAfterItsPeer()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        var watch = Stopwatch.StartNew();
        client.Shutdown(SocketShutdown.Send);
        await listener.Process.ExitCodeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(2));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task ADatagramClient_WaitsForALateAnswer(Transport transport)
    {
        TimeSpan answered;
        ProcessEnd end;
        do
        {
            (answered, end) = await AskAsync(transport);
        } while (answered > _datagramWait); // the machine stood still, which tells nothing of the client

        Assert.Equal("answer", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
    }

    private static async Task<(TimeSpan Answered, ProcessEnd End)> AskAsync(Transport transport)
    {
        using var folder = new TemporaryFolder();
        using Socket server = transport.Bind(folder.UnixAddress(transport));
        await using RunningProcess client = Tool.Connect(transport, server.LocalEndPoint!);
        await client.WriteAsync("ask");
        EndPoint asker = await server.ReceiveFirstAsync("ask");
        var clock = Stopwatch.StartNew();
        client.FinishInput();

        await Task.Delay(_answerTime); // the lateness is what is tested
        await server.SendToAsync("answer"u8.ToArray(), asker);
        return (clock.Elapsed, await client.EndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithAQuitTimerOfZero_ALateAnswerIsHeard()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-q", "0");
        await client.Process.FinishInputAsync("ask");
        Assert.Equal("ask", await client.Server.ReceiveTextToEndAsync());

        await Task.Delay(2 * _answerTime); // the lateness is what is tested
        await client.Server.SendTextAsync("answer");

        ProcessEnd end = await client.Process.EndAsync();
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-q", "0")]
    [InlineData("-q", "0s")]
    [InlineData("--send-only")]
    public async Task ADatagramClientThatWantsNoAnswer_EndsAtOnce(params string[] options)
    {
        using Socket server = Transport.Udp4.Bind("");
        await using RunningProcess client = Tool.Connect(Transport.Udp4, server.LocalEndPoint!, ["-v", .. options]);
        await client.FinishInputAsync("ask");

        ProcessEnd end = await client.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal("ask", await server.ReceiveTextAsync());
        string said = end.ErrorLines.Single(line => line.Contains("sent 3 bytes", StringComparison.Ordinal));
        Assert.True(Duration.In(said) < TimeSpan.FromMilliseconds(450), said);
    }
}
