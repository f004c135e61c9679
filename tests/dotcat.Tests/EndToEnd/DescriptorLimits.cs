using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>More clients than the system lets the process have.</summary>
public sealed class DescriptorLimits
{
    private const string NotLinux = "limits are read from /proc";

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SoftLimit_IsRaisedForAServer()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        await using RunningProcess shell = RunningProcess.Start("/bin/sh", "-c", "ulimit -Hn");
        string hard = (await shell.ReadTextToEndAsync()).Trim();

        await using ToolListener listener = await StartAsync("ulimit -Sn 100", "-k");

        Assert.Equal(hard, ProcessStatus.MaxOpenFiles(listener.Process));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(112)]
    [InlineData(113)]
    [InlineData(128)]
    public async Task OutOfDescriptors_IsSaidOnce_AndNobodyIsLost(int limit)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        await using ToolListener listener = await StartAsync($"ulimit -n {limit}", "-k");
        using var clients = new Sockets(limit, listener.ConnectSocket);
        await listener.Process.ErrorLineAsync("out of file descriptors");

        // Those inside are served,
        Socket first = clients.All[0];
        await first.SendTextAsync("from inside");
        Assert.Equal("from inside", await listener.Process.ReadTextAsync(11));
        await listener.Process.WriteAsync("to those inside");
        Assert.Equal("to those inside", await first.ReceiveTextAsync());

        // and when they have gone, the others come in.
        Socket last = clients.All[^1];
        await last.SendTextAsync("from outside");
        foreach (Socket client in clients.All.SkipLast(1))
        {
            client.Dispose();
        }

        Assert.Equal("from outside", await listener.Process.ReadTextAsync(12));
        Assert.Single(listener.Process.ErrorLines, Said("out of file descriptors"));
    }

    private static Predicate<string> Said(string words) => line => line.Contains(words, StringComparison.Ordinal);

    private static Task<ToolListener> StartAsync(string limit, string option) =>
        ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"{limit}; exec \"$0\" \"$@\"", [option, .. arguments])
        );
}
