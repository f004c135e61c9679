using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What a Unix listener does with what is at its path, before and after.</summary>
public sealed class SocketFiles
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task AStaleSocketFile_IsReplaced(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        await using (RunningProcess killed = Tool.Start(transport.ListenArguments(path)))
        {
            await SocketTable.UntilBoundAsync(path, transport.IsDatagram);
            killed.Send(Signal.Kill);
            await killed.ExitCodeAsync();
        }

        Assert.True(File.Exists(path));
        await using RunningProcess second = Tool.Start(transport.ListenArguments(path));
        await SocketTable.UntilBoundAsync(path, transport.IsDatagram);
        await using RunningProcess client = Tool.Connect(transport, UnixAddress.ToEndPoint(path));
        await client.FinishInputAsync("hello");
        Assert.Equal("hello", await second.ReadTextAsync(5));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task WhoMayConnect_IsWhomTheUmaskLets(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        await using RunningProcess listener = Tool.StartInShell(
            "umask 027; exec \"$0\" \"$@\"",
            transport.ListenArguments(path)
        );
        await SocketTable.UntilBoundAsync(path, transport.IsDatagram);

        Assert.Equal("0750", Convert.ToString((int)new FileInfo(path).UnixFileMode, 8).PadLeft(4, '0'));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task ARegularFile_IsLeftAlone(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("precious");
        await File.WriteAllTextAsync(path, "precious");

        await AssertRefusedAsync(transport, path, "it exists and is not a socket");

        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ALinkToAFile_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("link");
        File.CreateSymbolicLink(path, "/etc/hostname");

        await AssertRefusedAsync(Transport.UnixStream, path, "it exists and is not a socket");

        Assert.Equal("/etc/hostname", new FileInfo(path).LinkTarget);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AFolder_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();

        await AssertRefusedAsync(Transport.UnixStream, folder.Path, "it exists and is not a socket");

        Assert.True(Directory.Exists(folder.Path));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream, Transport.UnixStream)]
    [InlineData(Transport.UnixStream, Transport.UnixDatagram)]
    [InlineData(Transport.UnixDatagram, Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram, Transport.UnixDatagram)]
    public async Task ASocketInUse_IsNeitherRemovedNorDisturbed(Transport inUse, Transport wanted)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        using Socket other = inUse.Bind(path);

        await AssertRefusedAsync(wanted, path, "address already in use");

        Assert.False(other.Poll(TimeSpan.Zero, SelectMode.SelectRead), "something arrived at the other's socket");
        using Socket client = inUse.CreateSocket();
        await client.ConnectAsync(UnixAddress.ToEndPoint(path));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AfterTheConversation_ItsOwnFileIsGone()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixStream);
        listener.ConnectSocket().Dispose();

        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        Assert.False(File.Exists(UnixAddress.Of(listener.EndPoint)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task WhatAnotherPutInItsPlace_Stays(Transport transport)
    {
        ToolMachine.RequireLinux("only on Linux files are told apart");
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-v");
        await listener.Process.ErrorLineAsync("listening on "); // by then it knows which file is its own
        string path = UnixAddress.Of(listener.EndPoint);
        File.Delete(path);
        using Socket other = transport.Bind(path);

        listener.Process.Send(Signal.Terminate);
        await listener.Process.ExitCodeAsync();

        Assert.True(File.Exists(path));
        using Socket client = transport.CreateSocket();
        await client.ConnectAsync(other.LocalEndPoint!);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task ALinkToASocket_IsFollowed_AndOnlyToConnect(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport);
        string link = UnixAddress.Of(listener.EndPoint) + ".link";
        File.CreateSymbolicLink(link, UnixAddress.Of(listener.EndPoint));
        await AssertRefusedAsync(transport, link, "it exists and is not a socket");
        await using RunningProcess client = Tool.Connect(transport, UnixAddress.ToEndPoint(link));

        await client.WriteAsync("hello");

        Assert.Equal("hello", await listener.Process.ReadTextAsync(5));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task ConnectingToWhatIsNoSocket_CannotBeTried(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("precious");
        await File.WriteAllTextAsync(path, "precious");

        ProcessEnd end = await Tool.RunAsync("x", transport.ConnectArguments(UnixAddress.ToEndPoint(path)));

        Assert.Equal(2, end.ExitCode);
        Assert.Equal([$"dotcat: cannot connect to {path}: it exists and is not a socket"], end.ErrorLines);
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    private static async Task AssertRefusedAsync(Transport transport, string path, string cause)
    {
        ProcessEnd end = await Tool.RunAsync("", transport.ListenArguments(path));
        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal([$"dotcat: cannot bind to {path}: {cause}"], end.ErrorLines);
    }
}
