using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Many clients, each with its own program, leave nothing behind.</summary>
public sealed class CommandsInNumber
{
    private const int AtOnce = 50;
    private const int OneAfterTheOther = 200;

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OneAfterTheOther_LeaveNoZombieAndNoDescriptor()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync();
        await EchoAsync(listener, "first");
        await EveryoneGoneAsync(listener);
        int before = ProcessTable.DescriptorsOf(listener.Process);

        for (int i = 1; i < OneAfterTheOther; i++)
        {
            await EchoAsync(listener, $"client {i}");
        }

        await EveryoneGoneAsync(listener);
        await DescriptorsAsync(listener, before);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AtOnce_HaveAProgramEach_AndLeaveNoZombieAndNoDescriptor()
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await StartAsync();
        await EchoAsync(listener, "first");
        await EveryoneGoneAsync(listener);
        int before = ProcessTable.DescriptorsOf(listener.Process);

        Socket[] clients = [.. Enumerable.Range(0, AtOnce).Select(_ => listener.ConnectSocket())];
        await Eventually.TrueAsync(() => ProcessTable.ChildrenOf(listener.Process) == AtOnce, "a program each");
        await Task.WhenAll(clients.Select(static (client, i) => EchoAsync(client, $"client {i}")));
        Array.ForEach(clients, static client => client.Dispose());

        await EveryoneGoneAsync(listener);
        await DescriptorsAsync(listener, before);
    }

    private static Task<ToolListener> StartAsync() => ToolListener.StartAsync(Transport.Tcp4, "-k", "-e", "/bin/cat");

    private static async Task EchoAsync(ToolListener listener, string text)
    {
        using Socket client = listener.ConnectSocket();
        await EchoAsync(client, text);
    }

    private static async Task EchoAsync(Socket client, string text)
    {
        await client.SendTextAsync(text);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(text, await client.ReceiveTextToEndAsync());
    }

    private static Task EveryoneGoneAsync(ToolListener listener) =>
        Eventually.TrueAsync(() => ProcessTable.ChildrenOf(listener.Process) == 0, "no children, not even zombies");

    private static Task DescriptorsAsync(ToolListener listener, int most) =>
        Eventually.TrueAsync(
            () => ProcessTable.DescriptorsOf(listener.Process) <= most,
            "no descriptor more than before"
        );
}
