using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One connection, joined to standard input and output: the thread that reads the command line does all of it.</summary>
public sealed class PlainRuns
{
    private static readonly string[] _threadsForMore = [".NET TP Worker", ".NET TP Gate", ".NET Timer", "poller"];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.UnixStream)]
    public async Task StartNoThreads(Transport transport)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the names of threads are in /proc");
        await using ToolClient client = await ToolClient.ConnectAsync(transport);

        await client.Process.WriteAsync("ping");
        Assert.Equal("ping", await client.Server.ReceiveTextAsync(4));
        await client.Server.SendAsync("pong"u8.ToArray());
        Assert.Equal("pong", await client.Process.ReadTextAsync(4));

        Assert.Empty(ProcessStatus.Threads(client.Process).Intersect(_threadsForMore));
        client.Process.FinishInput();
        client.Server.Dispose();
        Assert.Equal(0, await client.Process.ExitCodeAsync());
    }
}
