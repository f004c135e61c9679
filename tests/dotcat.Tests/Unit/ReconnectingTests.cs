using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit;

/// <summary>One connection after the other, on a clock that stands still.</summary>
public sealed class ReconnectingTests : IDisposable
{
    private static readonly RelayOptions _relay = new() { EndsWithPeer = true };

    /// <summary>Longer than any pause here, so that the time in which a connection has to prove itself is none of them.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromHours(12);

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Func<Channel>> _peers = new();
    private readonly SemaphoreSlim _dialled = new(0);
    private readonly List<TimeSpan> _pauses = [];

    private MemoryChannel Stdio { get; init; } = new();

    /// <summary>However input comes in pieces and connections break, each byte arrives once and in order, or is said to be lost.</summary>
    [Fact]
    public void Bytes_OfInput_ArriveInOrderOrAreSaidToBeLost() =>
        Prop.ForAll(
                Gen.Choose(0, 40).ArrayOf().ToArbitrary(),
                Gen.Choose(0, 60).ArrayOf().ToArbitrary(),
                Gen.Choose(1, 30).ToArbitrary(),
                static (takes, loses, piece) => HoldsAsync(takes, loses, piece).GetAwaiter().GetResult()
            )
            .QuickCheckThrowOnFailure();

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_OfThePeer_IsFollowedByTheNextConnection_WhichGetsWhatComesThen(bool isReset)
    {
        MemoryChannel first = Peer();
        MemoryChannel second = Peer();
        Task<ExitCode> run = RunAsync(Verbosity.Events);
        await Stdio.Arrive("one");

        End(first, isReset);
        await PauseAsync();
        await Stdio.Arrive("two");
        Stdio.ArriveEnd();
        second.ArriveEnd();

        Assert.Equal(isReset ? ExitCode.Failed : ExitCode.Done, await run); // nobody knows what it had read
        Assert.Equal(("one", "two"), (first.WrittenText, second.WrittenText));
        string cause = isReset ? "connection reset by the peer" : "the peer has ended";
        Assert.Contains($": {cause}\ndotcat: connected to memory\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_ThatFailed_IsTheNextConnections()
    {
        MemoryChannel first = Peer();
        MemoryChannel second = Peer();
        first.WriteFailure = new SocketException((int)SocketError.ConnectionReset);
        first.ArriveEnd();
        _ = Stdio.Arrive("kept");
        Task<ExitCode> run = RunAsync();
        await PauseAsync();
        await second.Writing;
        Stdio.ArriveEnd();
        second.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run);
        Assert.Equal(("", "kept"), (first.WrittenText, second.WrittenText));
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_IsCompletedOnceAtTheEnd()
    {
        MemoryChannel first = Peer();
        MemoryChannel second = Peer();
        Task<ExitCode> run = RunAsync();
        await first.Arrive("one, ");
        first.ArriveEnd();
        await PauseAsync();

        Assert.False(Stdio.Completed.IsCompleted);
        await second.Arrive("two");
        Stdio.ArriveEnd();
        second.ArriveEnd();
        await run;

        Assert.True(Stdio.Completed.IsCompletedSuccessfully);
        Assert.Equal("one, two", Stdio.WrittenText);
        Assert.True(first.IsDisposed && second.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatEndedAndWasDelivered_LeavesNothingToConnectFor()
    {
        MemoryChannel first = Peer();
        _ = Stdio.Arrive("all");
        Stdio.ArriveEnd();
        Task<ExitCode> run = RunAsync();
        await first.Completed;
        await first.Arrive("answer");

        first.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run);
        Assert.Equal("answer", Stdio.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatEndedAndWasLost_IsAFailureAndNotSentAgain()
    {
        MemoryChannel first = Peer();
        _ = Stdio.Arrive("12345");
        Stdio.ArriveEnd();
        Task<ExitCode> run = RunAsync();
        await first.Completed;

        first.Undelivered = 3;
        End(first, isReset: true);

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal(
            "dotcat: memory: connection reset by the peer\n"
                + "dotcat: up to 3 bytes of standard input were not delivered\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatEndsSoonAfterThePeer_IsWaitedForHalfASecond()
    {
        MemoryChannel first = Peer();
        Task<ExitCode> run = RunAsync();
        await first.Arrive("hello");
        first.ArriveEnd();
        await _time.TimerSetAsync(RelayOptions.AnswerWait);

        Stdio.ArriveEnd();

        Assert.Equal(ExitCode.Done, await run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_ThatEndsWithoutAConnection_EndsTheRunBeforeTheNextAttempt()
    {
        MemoryChannel first = Peer();
        Refuse();
        Task<ExitCode> run = RunAsync();
        await first.Arrive("hello");
        first.ArriveEnd();
        await _time.TimerSetAsync(RelayOptions.AnswerWait);
        _time.Advance(RelayOptions.AnswerWait);
        await PauseAsync();
        TimeSpan pause = await _time.NextTimerAsync();

        Stdio.ArriveEnd();
        _time.Advance(pause);

        Assert.Equal(ExitCode.Done, await run);
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_LostInFlight_IsSaid_AndMakesTheRunAFailureInTheEnd()
    {
        MemoryChannel first = Peer();
        MemoryChannel second = Peer();
        Task<ExitCode> run = RunAsync();
        await Stdio.Arrive("12345");
        first.Undelivered = 2;
        End(first, isReset: true);
        await PauseAsync();

        await Stdio.Arrive("678");
        Stdio.ArriveEnd();
        second.ArriveEnd();

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("678", second.WrittenText);
        Assert.Equal(
            "dotcat: memory: connection reset by the peer\n"
                + "dotcat: up to 2 bytes of standard input were not delivered\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reset_AfterWhichNobodyKnowsWhatWasRead_IsSaid_AndOneBeforeAnythingWasSentIsNot()
    {
        MemoryChannel[] peers = [Peer(), Peer(), Peer()];
        Task<ExitCode> run = RunAsync();
        End(peers[0], isReset: true);
        await PauseAsync();
        await Stdio.Arrive("12345");
        Assert.Equal("", _stderr.ToString());
        End(peers[1], isReset: true);
        await PauseAsync();
        Stdio.ArriveEnd();
        peers[2].ArriveEnd();

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("dotcat: memory: connection reset by the peer\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_Lost_AreSaidAtTheEnd()
    {
        MemoryChannel first = Peer(isDatagram: true);
        MemoryChannel second = Peer(isDatagram: true);
        Task<ExitCode> run = RunAsync(relay: _relay with { QuitAfter = TimeSpan.Zero });
        await Stdio.Arrive("12345");
        first.Undelivered = 5;
        End(first, isReset: true);
        await PauseAsync();
        await Stdio.Arrive("678");
        Assert.Equal("", _stderr.ToString());

        Stdio.ArriveEnd();

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("678", second.WrittenText);
        Assert.Equal("dotcat: up to 5 bytes of standard input were not delivered\n", _stderr.ToString());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Feed_IsFollowed_ThoughInputHasNothingOrIsNotRead(bool isNothing, bool receiveOnly)
    {
        MemoryChannel stdio = isNothing ? Nothing(3) : new MemoryChannel();
        MemoryChannel[] peers = [Peer(), Peer(), Peer()];
        Task<ExitCode> run = RunAsync(relay: _relay with { ReceiveOnly = receiveOnly }, stdio: stdio);
        foreach (MemoryChannel peer in peers[..2])
        {
            await peer.Arrive("x");
            peer.ArriveEnd();
            await PauseAsync();
        }

        await peers[2].Reading;
        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await run); // whoever stopped it knows better
        Assert.Equal("xx", stdio.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Rules_ThatGiveUp_AreAFailure_AndWhatIsLeftIsSaid()
    {
        MemoryChannel first = Peer();
        Refuse();
        Refuse();
        first.WriteFailure = new SocketException((int)SocketError.ConnectionReset);
        first.ArriveEnd();
        _ = Stdio.Arrive("kept");
        Task<ExitCode> run = RunAsync(tries: 2);
        await PauseAsync();
        await PauseAsync();

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal(
            "dotcat: refused\ndotcat: up to 4 bytes of standard input were not delivered\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connections_ThatComeToNothing_HaveThePausesGrowAndTheTriesRunOut()
    {
        const int Tries = 12;
        MemoryChannel stdio = Nothing(Tries + 2);
        for (int i = 0; i <= Tries; i++)
        {
            Peer().ArriveEnd();
        }

        Task<ExitCode> run = RunAsync(tries: Tries, stdio: stdio);
        for (int i = 0; i < Tries; i++)
        {
            await PauseAsync();
        }

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("dotcat: memory: the peer has ended\n", _stderr.ToString());
        Assert.InRange(_pauses.Max(), TimeSpan.FromMinutes(1), _longest / 2);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connections_ThatBringSomething_HaveThePausesStartOver()
    {
        const int Tries = 12;
        MemoryChannel stdio = Nothing(Tries + 2);
        for (int i = 0; i <= Tries; i++)
        {
            MemoryChannel peer = Peer();
            _ = peer.Arrive("x");
            peer.ArriveEnd();
        }

        Peer();
        Task<ExitCode> run = RunAsync(tries: 2, stdio: stdio);
        for (int i = 0; i <= Tries; i++)
        {
            await PauseAsync();
        }

        await _stop.CancelAsync();
        await run;
        Assert.All(_pauses, static pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reader_OfTheOutput_ThatGoesWithoutAConnection_EndsTheRun()
    {
        MemoryChannel first = Peer();
        Task<ExitCode> run = RunAsync(Verbosity.Events);
        _ = Stdio.Arrive("sent");
        await first.Arrive("hello");
        first.ArriveEnd();
        await _time.TimerSetAsync(RelayOptions.AnswerWait);

        Stdio.Leave();

        Assert.Equal(ExitCode.Done, await run);
        Assert.EndsWith(
            "\ndotcat: nobody reads standard output any more\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagram_ThatNoneWillTake_IsNotTriedAgain()
    {
        MemoryChannel first = Peer(isDatagram: true);
        first.WriteFailure = new SocketException((int)SocketError.MessageSize);
        _ = Stdio.Arrive("large");
        Task<ExitCode> run = RunAsync();
        await _time.TimerSetAsync(RelayOptions.AnswerWait + TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal(
            "dotcat: memory: too long for one datagram\ndotcat: up to 5 bytes of standard input were not delivered\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_WithoutAConnection_IsToldTheCaller()
    {
        MemoryChannel first = Peer();
        Task<ExitCode> run = RunAsync();
        await first.Arrive("hello");
        first.ArriveEnd();
        await _time.TimerSetAsync(RelayOptions.AnswerWait);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("", _stderr.ToString());
    }

    public void Dispose()
    {
        _dialled.Dispose();
        _stop.Dispose();
        _stderr.Dispose();
    }

    private static async Task<bool> HoldsAsync(int[] takes, int[] loses, int piece)
    {
        byte[] input = [.. Enumerable.Range(0, 500).Select(static i => (byte)(i % 251))];
        BreakingChannel[] peers =
        [
            .. takes.Select((taken, i) => new BreakingChannel(taken, loses.Length == 0 ? 0 : loses[i % loses.Length])),
            new BreakingChannel(),
        ];
        using var test = new ReconnectingTests();
        foreach (BreakingChannel peer in peers)
        {
            test._peers.Enqueue(() => peer);
        }

        Task<ExitCode> run = test.RunAsync(stdio: new BytesChannel(input, piece));
        while (await Task.WhenAny(run, test._time.NextTimerAsync()) is Task<TimeSpan> next)
        {
            test._time.Advance(await next);
        }

        await run;
        int position = 0;
        long lost = 0;
        foreach (BreakingChannel peer in peers)
        {
            if (!input.AsSpan(position, peer.Arrived.Length).SequenceEqual(peer.Arrived))
            {
                return false;
            }

            position += peer.Taken;
            lost += peer.AtRisk;
        }

        long said = 0;
        foreach (string line in test._stderr.ToString().Split('\n'))
        {
            string[] words = line.Split(' ');
            said += line.Contains("not delivered", StringComparison.Ordinal) ? int.Parse(words[3], null) : 0;
        }

        return position == input.Length && said == lost;
    }

    private static void End(MemoryChannel peer, bool isReset)
    {
        if (isReset)
        {
            peer.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        }
        else
        {
            peer.ArriveEnd();
        }
    }

    /// <summary>Standard input that is at its end, as often as somebody reads it.</summary>
    private static MemoryChannel Nothing(int reads)
    {
        var stdio = new MemoryChannel { Kind = InputKind.Nothing };
        for (int i = 0; i < reads; i++)
        {
            stdio.ArriveEnd();
        }

        return stdio;
    }

    private MemoryChannel Peer(bool isDatagram = false)
    {
        var peer = new MemoryChannel { Datagram = isDatagram };
        _peers.Enqueue(() => peer);
        return peer;
    }

    private void Refuse() =>
        _peers.Enqueue(static () =>
            throw new DotcatException("refused", "refused", ExitCode.Failed, isTransient: true)
        );

    /// <summary>Lets whatever is waited for pass, until the next connection is asked for.</summary>
    private async Task PauseAsync()
    {
        Task dialled = _dialled.WaitAsync();
        while (!dialled.IsCompleted)
        {
            Task<TimeSpan> next = _time.NextTimerAsync();
            await Task.WhenAny(dialled, next);
            if (!dialled.IsCompleted && await next < _longest / 2)
            {
                _pauses.Add(await next);
                _time.Advance(await next);
            }

            await Task.Yield();
        }
    }

    private async Task<ExitCode> RunAsync(
        Verbosity verbosity = Verbosity.Quiet,
        int tries = int.MaxValue,
        RelayOptions? relay = null,
        Channel? stdio = null
    )
    {
        var reporter = new Reporter(_stderr, verbosity);
        var lasting = new LastingChannel(stdio ?? Stdio, _time);
        var options = new ServiceOptions { Relay = relay ?? _relay };
        var service = new StdioService(lasting, options, reporter, _time);
        var reconnecting = new Reconnecting(
            new RetryOptions { Retries = tries, MaxDelay = _longest },
            async _ =>
            {
                await Task.Yield();
                Func<Channel> next = _peers.Dequeue();
                _dialled.Release();
                return next();
            },
            service,
            options.Relay,
            reporter,
            _time
        );
        try
        {
            return await reconnecting.RunAsync(_peers.Dequeue()(), _stop.Token);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }
}
