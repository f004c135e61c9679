using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>A relay ends after as many reads of the remote end as the user wants.</summary>
public sealed class MostReadsTests
{
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LastRead_IsWritten_AndNoMoreIsRead(bool isDatagram)
    {
        using var run = new RelayRun
        {
            Remote = new MemoryChannel { Datagram = isDatagram },
            Options = new RelayOptions { MostReads = 2 },
        };
        Task<Conversation> relay = run.Start();
        await run.Remote.Arrive("one");
        _ = run.Remote.Arrive("two");

        Conversation result = await relay;

        Assert.Equal("onetwo", run.Local.WrittenText);
        Assert.Equal(new Ending.Finished(InputIsOpen: true), result.Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatInputBrought_IsDeliveredBefore()
    {
        using var run = new RelayRun { Options = new RelayOptions { MostReads = 1 } };
        _ = run.Local.Arrive("question");
        run.Local.ArriveEnd();
        Task<Conversation> relay = run.Start();
        await Eventually.TrueAsync(() => run.Remote.WrittenText == "question", "the question");
        _ = run.Remote.Arrive("answer");

        Conversation result = await relay;

        Assert.Equal(("question", "answer"), (run.Remote.WrittenText, run.Local.WrittenText));
        Assert.Equal(new Ending.Finished(), result.Ending);
    }
}
