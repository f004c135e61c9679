using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A connection that breaks is exit 1 and a message, and what was lost is said.</summary>
public sealed class Resets
{
    /// <summary>More than all buffers on the way hold.</summary>
    private static readonly byte[] _moreThanBuffered = new byte[32 * 1024 * 1024];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    public async Task AResetByTheServer_IsAFailure(Transport transport)
    {
        ToolMachine.SkipUnderWine("a reset that comes between two reads is an end there");
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        string server = client.Server.LocalEndPoint!.ToString()!;
        await client.Process.WriteAsync("x");
        await client.Server.ReceiveBytesAsync(); // before that, it would be a connection that failed
        client.Server.Reset();

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal([$"dotcat: {server}: connection reset by the peer"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AResetByTheClient_IsAFailure()
    {
        ToolMachine.SkipUnderWine("a reset that comes between two reads is an end there");
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        Socket client = listener.ConnectSocket();
        string name = client.LocalEndPoint!.ToString()!;
        await client.SendTextAsync("x");
        await listener.Process.ReadAsync(1);
        client.Reset();

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal($"dotcat: {name}: connection reset by the peer", end.ErrorLines[^1]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task WhatAPeerThatLeftDidNotTake_IsSaid(Transport transport)
    {
        ToolMachine.SkipOnWindows("what its system has and the peer's has not is told by Linux alone");
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        Task feeding = client.Process.Input.WriteAsync(_moreThanBuffered).AsTask();
        await client.Server.ReceiveBytesAsync();
        await Eventually.TrueAsync(() => client.Server.Available > 0, "more bytes");
        client.Server.Dispose(); // with bytes unread, which is a reset over TCP

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(
            end.ErrorLines,
            line => line.EndsWith("of standard input were not delivered", StringComparison.Ordinal)
        );
        await Assert.ThrowsAnyAsync<IOException>(() => feeding);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task WhatWasStillToBeRead_WhenAPeerLeft_IsSaid(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "--rate", "100k");
        Task feeding = client.Process.Input.WriteAsync(_moreThanBuffered).AsTask();
        do
        {
            await client.Server.ReceiveBytesAsync();
        } while (client.Server.Available > 0);
        client.Server.Dispose(); // in order, while what comes next waits for its time

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(
            end.ErrorLines,
            line => line.EndsWith("of standard input were not delivered", StringComparison.Ordinal)
        );
        await Assert.ThrowsAnyAsync<IOException>(() => feeding);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, false)]
    [InlineData(Transport.Tcp4, true)]
    [InlineData(Transport.UnixStream, false)]
    [InlineData(Transport.UnixStream, true)]
    public async Task WhatAPeerLeftUnread_AfterItsOwnEnd_IsSaid(Transport transport, bool atOnce)
    {
        ToolMachine.SkipUnderWine("that a peer has gone is told by a write alone there");
        await using ToolClient client = await ToolClient.ConnectAsync(transport);
        await client.Process.WriteAsync("unread");
        await Eventually.TrueAsync(() => client.Server.Available > 0, "bytes at the server");
        client.Server.Shutdown(SocketShutdown.Send);
        if (!atOnce)
        {
            Assert.Empty(await client.Process.ReadToEndAsync());
        }

        client.Server.Dispose(); // with bytes unread, which is a reset

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.NotEmpty(end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task BytesThatOnlyTheSystemHadTaken_AreSaidToo()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4);
        client.Server.ReceiveBufferSize = 4096;
        Task feeding = FeedAsync(client.Process);
        await Eventually.TrueAsync(() => client.Server.Available > 0, "bytes at the server");
        await feeding; // all of it is on its way, and the server has taken none
        client.Server.Reset();

        ProcessEnd end = await client.Process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(
            end.ErrorLines,
            line => line.Contains("connection reset by the peer", StringComparison.Ordinal)
        );
    }

    private static async Task FeedAsync(RunningProcess process)
    {
        await process.WriteAsync(_moreThanBuffered.AsMemory(0, 256 * 1024));
        process.FinishInput();
    }
}
