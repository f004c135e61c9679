using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The server takes no more of the input: dotcat can still be ended, and knows what it sent.</summary>
public sealed class ServerTakesNothing
{
    private const string NotLinux = "the test sees only on Linux when nothing moves any more";

    public static TheoryData<StdioKind, Transport> Paths =>
        new()
        {
            { StdioKind.Pipe, Transport.Tcp4 },
            { StdioKind.Pipe, Transport.UnixStream },
            { StdioKind.File, Transport.Tcp4 },
            { StdioKind.File, Transport.UnixStream },
            { StdioKind.Device, Transport.Tcp4 },
            { StdioKind.Device, Transport.UnixStream },
            { StdioKind.Socket, Transport.Tcp4 },
            { StdioKind.Socket, Transport.UnixStream },
        };

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task TheIdleTimerRunsOut(StdioKind input, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullConnection connection = await FullConnection.StartAsync(input, transport, "-v", "-i", "2s");

        // What a Unix socket has is the server's, and from a pipe or a file no more is read than it takes.
        bool isLossless = transport is Transport.UnixStream && input is (StdioKind.Pipe or StdioKind.File);
        Assert.Equal(isLossless ? 0 : 1, await connection.Process.ExitCodeAsync());
        Assert.Contains("dotcat: nothing moved for 2 s", connection.Process.ErrorLines);
        await AssertCountedAsync(connection);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task ASignal(StdioKind input, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullConnection connection = await FullConnection.StartAsync(input, transport, "-v");
        await connection.StuckAsync();

        connection.Process.Send(Signal.Terminate);

        Assert.Equal(143, await connection.Process.ExitCodeAsync());
        await AssertCountedAsync(connection);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task TheReaderOfStdoutGoes(StdioKind input, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullConnection connection = await FullConnection.StartAsync(input, transport, "-v");
        await connection.StuckAsync();

        await connection.LoseReaderAsync();

        Assert.Equal(0, await connection.Process.ExitCodeAsync());
        Assert.Equal("dotcat: nobody reads standard output any more", connection.Process.ErrorLines[^1]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task TheServerGoes(StdioKind input, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullConnection connection = await FullConnection.StartAsync(input, transport);
        await connection.StuckAsync();

        connection.Server.Dispose(); // with bytes unread, which is a reset

        Assert.Equal(1, await connection.Process.ExitCodeAsync());
        IReadOnlyList<string> said = connection.Process.ErrorLines;
        Assert.Equal(2, said.Count);
        Assert.EndsWith(": connection reset by the peer", said[0], StringComparison.Ordinal);
        Assert.EndsWith(" of standard input were not delivered", said[1], StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task WhatWasNotSent_IsLeftInTheFile(Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        using var folder = new TemporaryFolder();
        string file = folder.File("input");
        await File.WriteAllBytesAsync(file, FullConnection.Input.Bytes);
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            arguments => Tool.StartInShell($"exec <'{file}'; \"$0\" -i 2s \"$@\"; cat", arguments)
        );

        byte[] rest = await client.Process.ReadToEndAsync();
        byte[] sent = await client.Server.ReceiveToEndAsync();

        Assert.Equal(FullConnection.Input.Hash, Payload.HashOf([.. sent, .. rest]));
    }

    /// <summary>What the system had taken still arrives.</summary>
    private static async Task AssertCountedAsync(FullConnection connection)
    {
        byte[] arrived = await connection.Server.ReceiveToEndAsync();
        Assert.Equal((arrived.Length, 0), Moved.In(connection.Process.ErrorLines));
    }
}
