using Dotcat.Interop;
using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>The local end is a program: its end is the end, and until then nothing else of it is.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly RelayOptions _options = new() { KeepSending = true, LocalIsProgram = true };

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerEnd_FinishesItsInput_AndItsOutputGoesOn()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        run.Time.Advance(_hour);
        await run.Local.Arrive("at last");
        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("at last", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutputEnd_IsPassedOn_AndItsInputGoesOn()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();
        await run.Remote.Completed;

        run.Time.Advance(_hour);
        await run.Remote.Arrive("more");
        Assert.False(relay.IsCompleted);
        run.Remote.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("more", run.Local.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ProgramEnd_AfterItsOutputEnded_IsTheEnd()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Local.ArriveEnd();
        await run.Remote.Completed;

        run.Local.Leave();

        Conversation result = await relay;
        Assert.Equal((new Ending.Finished(), TimeSpan.Zero), (result.Ending, result.Duration));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ProgramEnd_BeforeItsOutputEnded_WaitsForTheOutput()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Local.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        _ = run.Local.Arrive("last words");
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("last words", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ProgramEnd_WhileAnotherHoldsItsOutput_IsTheEndAfterHalfASecondOfSilence()
    {
        using RelayRun run = Open();
        run.Time.Advance(_hour);
        Task<Conversation> relay = run.Start();
        run.Time.Advance(_hour); // its silence before its end counts for nothing
        run.Local.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await run.Local.Arrive("from a descendant");
        run.RunPast();
        await run.RunUpToAsync(RelayOptions.AnswerWait - TimeSpan.FromMilliseconds(1));
        Assert.False(relay.IsCompleted);
        run.RunPast();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("from a descendant", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ProgramEnd_WhileThePeerGoesOnSending_IsTheEndAllTheSame()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Local.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);

        await run.Remote.Arrive("nobody is there to take it");
        run.RunPast();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ProgramEnd_WhileThePeerTakesNothing_LosesNoOutput()
    {
        using RelayRun run = Open();
        run.Remote.Stick();
        Task<Conversation> relay = run.Start();
        _ = run.Local.Arrive("a lot");
        await run.Remote.Writing;
        run.Local.Leave();

        await run.RunUpToAsync(RelayOptions.AnswerWait);
        run.RunPast();
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        Assert.False(relay.IsCompleted);
        run.Remote.Unstick();
        run.Local.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("a lot", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatItDoesNotRead_IsNoFailure_AndItsOutputGoesOn()
    {
        using RelayRun run = Open();
        run.Local.WriteFailure = new BrokenPipeException();
        Task<Conversation> relay = run.Start();
        _ = run.Remote.Arrive("not wanted");
        await run.Local.Writing;

        await run.Local.Arrive("an answer");
        Assert.False(relay.IsCompleted);
        run.Local.ArriveEnd();

        Conversation result = await relay;
        Assert.Equal(new Ending.Finished(), result.Ending);
        Assert.Equal(10, result.Unwritten);
        Assert.Equal("an answer", run.Remote.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task InputThatFails_IsAFailure()
    {
        using RelayRun run = Open();
        run.Local.WriteFailure = new IOException("it broke");

        _ = run.Remote.Arrive("lost");
        Conversation result = await run.Start();

        Assert.Equal(Side.Output, Assert.IsType<Ending.Failed>(result.Ending).Side);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerFailure_AfterTheProgramReadsNoMore_IsThePeers()
    {
        using RelayRun run = Open();
        run.Local.WriteFailure = new BrokenPipeException();
        run.Remote.WriteFailure = new IOException("reset");
        Task<Conversation> relay = run.Start();
        _ = run.Remote.Arrive("not wanted");
        await run.Local.Writing;

        _ = run.Local.Arrive("an answer");
        Conversation result = await relay;

        Assert.Equal(Side.Peer, Assert.IsType<Ending.Failed>(result.Ending).Side);
        Assert.Equal(9, result.Undelivered);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerGone_AfterItsEnd_IsTheEnd()
    {
        using RelayRun run = Open();
        Task<Conversation> relay = run.Start();
        run.Remote.Leave();
        await run.Remote.Arrive("heard all the same");
        Assert.False(relay.IsCompleted);

        run.Remote.ArriveEnd();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
        Assert.Equal("heard all the same", run.Local.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeerGone_WhileItTakesNothing_IsAFailureWithWhatWasLost()
    {
        using RelayRun run = Open();
        run.Remote.Undelivered = 5;
        run.Remote.Drain = static _ => Task.FromException(new IOException("reset"));
        Task<Conversation> relay = run.Start();
        await run.Local.Arrive("12345");

        run.Remote.ArriveEnd();
        run.Remote.Leave();

        Conversation result = await relay;
        Assert.Equal(Side.Peer, Assert.IsType<Ending.Failed>(result.Ending).Side);
        Assert.Equal(5, result.Undelivered);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReceiveOnly_GoesOnUntilTheProgramEnds()
    {
        using var run = new RelayRun { Options = _options with { ReceiveOnly = true } };
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        run.Time.Advance(_hour);
        Assert.False(relay.IsCompleted);
        run.Local.Leave();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReceiveOnly_AfterThePeersEnd_IsEndedByTheIdleTimerOnly()
    {
        using var run = new RelayRun { Options = _options with { ReceiveOnly = true, IdleTimeout = _hour } };
        Task<Conversation> relay = run.Start();
        run.Remote.ArriveEnd();
        await run.Local.Completed;

        await run.RunToEndAsync(relay);

        Assert.Equal(new Ending.Idle(_hour), (await relay).Ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendOnly_SeesTheProgramEnd()
    {
        using var run = new RelayRun { Options = _options with { SendOnly = true } };
        Task<Conversation> relay = run.Start();

        run.Local.Leave();
        await run.RunUpToAsync(RelayOptions.AnswerWait);
        run.RunPast();

        Assert.Equal(new Ending.Finished(), (await relay).Ending);
    }

    private RelayRun Open() => new() { Options = _options };
}
