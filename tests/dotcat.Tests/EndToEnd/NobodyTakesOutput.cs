using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The reader of stdout takes no more: dotcat can still be ended, and knows what it wrote.</summary>
public sealed class NobodyTakesOutput
{
    private const string NotLinux = "the test sees only on Linux when nothing moves any more";

    public static TheoryData<StdioKind, Transport> Paths =>
        new()
        {
            { StdioKind.Pipe, Transport.Tcp4 },
            { StdioKind.Pipe, Transport.UnixStream },
            { StdioKind.Socket, Transport.Tcp4 },
            { StdioKind.Socket, Transport.UnixStream },
        };

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task TheIdleTimerRunsOut(StdioKind output, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullOutput full = await FullOutput.StartAsync(output, transport, "-v", "-i", "2s");

        Assert.Equal(1, await full.Process.ExitCodeAsync());
        Assert.Contains("dotcat: nothing moved for 2 s", full.Process.ErrorLines);
        await AssertCountedAsync(output, full);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task ASignal(StdioKind output, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullOutput full = await FullOutput.StartAsync(output, transport, "-v");
        await full.StuckAsync();

        full.Process.Send(Signal.Terminate);

        Assert.Equal(143, await full.Process.ExitCodeAsync());
        await AssertCountedAsync(output, full);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Paths))]
    public async Task TheReaderGoes(StdioKind output, Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullOutput full = await FullOutput.StartAsync(output, transport, "-v");
        await full.StuckAsync();

        await full.LoseReaderAsync();

        Assert.Equal(0, await full.Process.ExitCodeAsync());
        Assert.Equal("dotcat: nobody reads standard output any more", full.Process.ErrorLines[^1]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(StdioKind.Pipe)]
    [InlineData(StdioKind.Socket)]
    public async Task TheServerResets_WhatHadArrivedIsWritten(StdioKind output)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using FullOutput full = await FullOutput.StartAsync(output, Transport.Tcp4, "-v");
        await full.StuckAsync();

        full.Server.Reset();

        int taken = await full.ReadAsync();
        Assert.Equal(1, await full.Process.ExitCodeAsync());
        Assert.Equal((0, taken), Moved.In(full.Process.ErrorLines));
        Assert.EndsWith(": connection reset by the peer", full.Process.ErrorLines[^1], StringComparison.Ordinal);
    }

    private static async Task AssertCountedAsync(StdioKind output, FullOutput full)
    {
        int taken = await full.ReadAsync();
        (long sent, long received) = Moved.In(full.Process.ErrorLines);
        Assert.Equal(0, sent);
        if (output is StdioKind.Socket)
        {
            // Linux waits within splice(2) for a socket that is not its owner's to make non-blocking, and what such
            // a call has written by then is not known: dotcat says "up to".
            Assert.InRange(taken, received, received + Unwritten.In(full.Process.ErrorLines));
        }
        else
        {
            Assert.Equal(taken, received);
        }
    }
}
