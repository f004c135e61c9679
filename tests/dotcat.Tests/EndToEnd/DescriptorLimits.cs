using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>More clients than the system lets the process have.</summary>
public sealed class DescriptorLimits
{
    private const string NotLinux = "limits are read from /proc";
    private const string Exhausted = "out of file descriptors";
    private const string ALimitOf1024 = "ulimit -n 1024";

    /// <summary>More than a limit of 1,024 has room for, if each costs two.</summary>
    private const int Many = 600;

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SoftLimit_IsRaisedForAServer()
    {
        ToolMachine.RequireLinux(NotLinux);
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
        ToolMachine.RequireLinux(NotLinux);
        await using ToolListener listener = await StartAsync($"ulimit -n {limit}", "-k");
        using var clients = new Sockets(limit, listener.ConnectSocket);
        await listener.Process.ErrorLineAsync(Exhausted);

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
        Assert.Single(listener.Process.ErrorLines, Said(Exhausted));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ManyCommandsAtOnce_AreAllAnswered()
    {
        ToolMachine.RequireLinux(NotLinux);
        await using ToolListener listener = await StartAsync(ALimitOf1024, "-k", "-e", "/bin/cat");
        using var clients = new Sockets(Many, listener.ConnectSocket);

        Task exhausted = listener.Process.ErrorLineAsync(Exhausted);
        await Task.WhenAll(clients.All.Select((client, who) => EchoAsync(client, who, exhausted)));

        Assert.Equal([Exhausted], listener.Process.ErrorLines.Skip(1).Select(static line => line.Split(": ")[1]));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ManyTunnelsAtOnce_AreAllAnswered()
    {
        ToolMachine.RequireLinux(NotLinux);
        await using ToolListener target = await ToolListener.StartAsync(Transport.Tcp4, "-k", "--echo");
        await using ToolListener proxy = await StartAsync(ALimitOf1024, "--proxy-type", "socks5");
        using var clients = new Sockets(Many, proxy.ConnectSocket);
        int port = ((IPEndPoint)target.EndPoint).Port;
        Task exhausted = proxy.Process.ErrorLineAsync(Exhausted);

        await Task.WhenAll(
            clients.All.Select(
                async (client, who) =>
                {
                    await client.SendBytesAsync(
                        new byte[] { 5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (byte)(port >> 8), (byte)port }
                    );
                    Assert.Equal(0, (await ReceivePatientlyAsync(client, 12))[3]);
                    await EchoAsync(client, who, exhausted);
                }
            )
        );

        Assert.Equal([Exhausted], proxy.Process.ErrorLines.Skip(1).Select(static line => line.Split(": ")[1]));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-k", "-e", "/bin/sleep")]
    [InlineData("--proxy-type", "socks5")]
    public async Task SignalAmidMany_EndsAtOnce_WithEveryProgram(params string[] options)
    {
        ToolMachine.RequireLinux(NotLinux);
        string time = ProcessTable.UniqueSeconds();
        string[] words = [.. options.Select(option => option == "/bin/sleep" ? $"{option} {time}" : option)];
        await using ToolListener listener = await StartAsync(ALimitOf1024, words);
        using var clients = new Sockets(Many, listener.ConnectSocket);
        await listener.Process.ErrorLineAsync(Exhausted);

        listener.Process.Send(Signal.Terminate);

        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Equal(0, ProcessTable.Count(time));
    }

    /// <summary>Has its own words back, however long they have to wait for a place, and leaves in order.</summary>
    /// <param name="client">Closed in the end.</param>
    /// <param name="who">Its number.</param>
    /// <param name="exhausted">When there is no room any more: nobody leaves before.</param>
    private static async Task EchoAsync(Socket client, int who, Task exhausted)
    {
        string words = $"client {who}";
        await client.SendTextAsync(words);
        Assert.Equal(words, Encoding.UTF8.GetString(await ReceivePatientlyAsync(client, words.Length)));
        await exhausted;
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
        client.Dispose();
    }

    private static async Task<byte[]> ReceivePatientlyAsync(Socket client, int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; )
        {
            int part = await client.ReceiveAsync(bytes.AsMemory(done));
            Assert.NotEqual(0, part);
            done += part;
        }

        return bytes;
    }

    private static Predicate<string> Said(string words) => line => line.Contains(words, StringComparison.Ordinal);

    private static Task<ToolListener> StartAsync(string limit, params string[] options) =>
        ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"{limit}; exec \"$0\" \"$@\"", [.. options, .. arguments])
        );
}
