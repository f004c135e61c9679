using System.Diagnostics;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>-d: a pause between lines sent.</summary>
public sealed class Delays
{
    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(300);

    /// <summary>Each line after the one before, and the rest of stdin is waited for when the peer has finished.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task EachLine_WaitsForTheLast(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-d", "1500ms", "-i", "1s");
        client.Server.Shutdown(SocketShutdown.Send);
        var clock = Stopwatch.StartNew();
        await client.Process.FinishInputAsync("one\ntwo\nthree");

        Assert.Equal("one\ntwo\nthree", await client.Server.ReceiveTextToEndAsync());
        Assert.InRange(clock.Elapsed, 2 * _delay, TimeLimit.Wait);
        Assert.Equal(0, await client.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("one\n", "two\n")]
    [InlineData("one", "two", "--lines")]
    public async Task Datagrams_WaitToo(string one, string two, params string[] options)
    {
        using Socket server = Transport.Udp4.Bind("");
        await using RunningProcess client = Tool.Connect(
            Transport.Udp4,
            server.LocalEndPoint!,
            [.. options, "-d", "300ms", "-q", "0"]
        );
        var clock = Stopwatch.StartNew();
        await client.FinishInputAsync("one\ntwo\n");

        Assert.Equal(one, await server.ReceiveTextAsync());
        Assert.Equal(two, await server.ReceiveTextAsync());
        Assert.InRange(clock.Elapsed, _delay, TimeLimit.Wait);
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASignalInThePause_SaysWhatWasNotSent()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-v", "-d", "1h");
        await client.Process.WriteAsync("one\ntwo\nthree");
        Assert.Equal("one\n", await client.Server.ReceiveTextAsync());
        await client.Server.SendTextAsync("meanwhile");
        Assert.Equal("meanwhile", await client.Process.ReadTextAsync(9));

        client.Process.Send(Signal.Interrupt);

        Assert.Equal(130, await client.Process.ExitCodeAsync());
        Assert.Contains("dotcat: up to 9 bytes of standard input were not delivered", client.Process.ErrorLines);
        Assert.Contains(
            client.Process.ErrorLines,
            static line => line.StartsWith("dotcat: sent 4 bytes, received 9 bytes", StringComparison.Ordinal)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task EveryClient_GetsEveryLine_InItsTime()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-k",
            "-d",
            "300ms",
            "-q",
            "0"
        );
        using Socket first = listener.ConnectSocket();
        using Socket second = listener.ConnectSocket();
        await second.SendTextAsync("both are here");
        await listener.Process.ReadAsync(13);
        var clock = Stopwatch.StartNew();

        await listener.Process.FinishInputAsync("one\ntwo\nthree\n");

        Assert.Equal("one\ntwo\nthree\n", await first.ReceiveTextToEndAsync());
        Assert.InRange(clock.Elapsed, 2 * _delay, TimeLimit.Wait);
        Assert.Equal("one\ntwo\nthree\n", await second.ReceiveTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }
}
