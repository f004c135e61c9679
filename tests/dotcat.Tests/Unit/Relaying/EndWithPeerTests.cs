using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>One relay of many: it ends with its peer, and leaves to the next one what was not handed on.</summary>
public sealed class EndWithPeerTests
{
    private readonly RelayOptions _options = new() { EndsWithPeer = true };

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("")]
    [InlineData("brought")]
    public async Task RemoteEnd_IsTheEnd_WhateverInputHasBrought(string brought)
    {
        using var run = new RelayRun { Options = _options };
        Task<Conversation> relay = run.Start();
        if (brought.Length > 0)
        {
            await run.Local.Arrive(brought);
        }

        await run.Local.Reading;
        run.Remote.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(InputIsOpen: true), TimeSpan.Zero), (result.Ending, result.Duration));
        Assert.Equal((brought.Length, 0, false), (result.Sent, result.Undelivered, result.InputIsOver));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteEnd_WhileItTakesNothing_LeavesWhatWasBeingWritten()
    {
        using var run = new RelayRun { Options = _options };
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("kept");
        await run.Remote.Writing;

        run.Remote.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal("kept"u8.ToArray(), result.Unsent.ToArray());
        Assert.Equal((0, 4, 0), (result.Sent, result.Undelivered, result.Lost));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RemoteFailure_AfterAllWasWritten_LeavesNothingToSend()
    {
        using var run = new RelayRun { Options = _options };
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("12345");
        run.Remote.Undelivered = 3;

        run.Remote.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));

        Conversation result = await relay;
        Assert.Equal((5, 3, 3, 0), (result.Sent, result.Undelivered, result.Lost, result.Unsent.Length));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeersEnd_IsTheEnd_ThoughNothingIsReadFromIt()
    {
        using var run = new RelayRun
        {
            Options = _options with { SendOnly = true },
            Remote = new MemoryChannel { Nameless = true },
        };
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("sent");
        Assert.False(relay.IsCompleted);

        run.Remote.End();

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(InputIsOpen: true), false), (result.Ending, result.InputIsOver));
        Assert.Equal((4, 0), (result.Sent, result.Undelivered));
        Assert.False(run.Remote.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputEnd_BeforeThePeers_IsTheEndOfIt()
    {
        using var run = new RelayRun { Options = _options };
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();
        await run.Remote.Completed;
        run.Remote.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), true), (result.Ending, result.InputIsOver));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)] // with --send-only there is nothing to wait for
    [InlineData(false, true, true)] // a datagram peer has no end of its own
    public async Task NothingAtAll_IsOverOnlyWhereThePeerIsNotWaitedFor(bool sendOnly, bool isDatagram, bool expected)
    {
        using var run = new RelayRun
        {
            Options = new RelayOptions { SendOnly = sendOnly, QuitAfter = isDatagram ? TimeSpan.Zero : null },
            Local = new MemoryChannel { Kind = InputKind.Nothing },
            Remote = new MemoryChannel { Datagram = isDatagram },
        };
        run.Local.ArriveEnd();
        Task<Conversation> relay = run.Start();
        if (!sendOnly && !isDatagram)
        {
            run.Remote.ArriveEnd();
        }

        Assert.Equal(expected, (await relay).InputIsOver);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Program_ThatEndsBecauseItsPeerHas_IsNotOver(bool isPeersEnd)
    {
        using var run = new RelayRun
        {
            Options = new RelayOptions { KeepSending = true, LocalIsProgram = true },
        };
        Task<Conversation> relay = run.Start();
        if (isPeersEnd)
        {
            run.Remote.ArriveEnd();
            await run.Local.Completed;
            run.Local.ArriveEnd();
        }
        else
        {
            run.Local.ArriveEnd();
            await run.Remote.Completed;
            run.Remote.ArriveEnd();
        }

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), !isPeersEnd), (result.Ending, result.InputIsOver));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Program_ThatEndsWhileAnotherHoldsItsOutput_IsOver()
    {
        using var run = new RelayRun
        {
            Options = new RelayOptions { KeepSending = true, LocalIsProgram = true },
        };
        Task<Conversation> relay = run.Start();
        run.Local.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        run.RunPast();

        Assert.True((await relay).InputIsOver);
    }
}
