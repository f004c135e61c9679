using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class ReplyServiceTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EachRead_IsWrittenAndAnswered()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();

        await peer.Arrive("one ");
        await peer.Arrive("two");
        peer.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run.Served(0));
        Assert.Equal("okok", peer.WrittenText);
        Assert.Equal("one two", run.Stdio.WrittenText);
        Assert.False(run.Stdio.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoAnswer_BeforeTheMessageIsWritten()
    {
        await using ServiceRun run = Open();
        run.Stdio.Stick();
        MemoryChannel peer = run.Meet();

        Task dealtWith = peer.Arrive("ask");
        await run.Stdio.Writing;
        Assert.Empty(peer.Writes);
        run.Stdio.Unstick();
        await dealtWith;

        Assert.Equal("ok", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderGone_IsTheEnd()
    {
        await using ServiceRun run = Open();
        MemoryChannel peer = run.Meet();

        run.Stdio.Leave();

        Assert.Equal(ExitCode.Done, await run.Over);
        _ = peer.Arrive("nobody reads it");
        Assert.Equal(ExitCode.Done, await run.Served(0));
        Assert.Empty(peer.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutputUnwritable_IsTheEnd_AndWhatWaitedForItIsCounted()
    {
        await using ServiceRun run = Open();
        run.Stdio.Stick();
        run.Stdio.WriteFailure = new IOException("No space left on device");
        _ = run.Meet().Arrive("one");
        await run.Stdio.Writing;
        MemoryChannel second = run.Meet();
        _ = second.Arrive("three");
        await second.Reading;

        run.Stdio.Unstick();

        Assert.Equal(ExitCode.Failed, await run.Over);
        await run.Served(1);
        await run.StopAsync();
        Assert.Equal(
            ["cannot write to standard output: no space left on device", "up to 8 bytes that arrived were not written"],
            run.Said
        );
    }

    private static ServiceRun Open() =>
        new(
            static (stdio, options, reporter, time) =>
                new ReplyService(stdio, "ok"u8.ToArray(), options, reporter, time),
            new ServiceOptions { KeepOpen = true }
        );
}
