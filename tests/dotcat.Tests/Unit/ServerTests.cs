using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;
using ChannelQueue = System.Threading.Channels.Channel;

namespace Dotcat.Tests.Unit;

public sealed class ServerTests : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Endpoint.Listen _place = new(new ListenOptions { Port = 0 });
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeListener _listener = new();
    private readonly FakeService _service;
    private readonly Reporter _reporter;
    private readonly ConversationReport _report;

    public ServerTests()
    {
        _reporter = new Reporter(_stderr, Verbosity.Quiet);
        _report = new ConversationReport(_reporter, isOfMany: true);
        _service = new FakeService(_reporter);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ServeAll_AnswersManyAtTheSameTime()
    {
        Task<ExitCode> run = ServeAllAsync();
        _listener.Arrive();
        _listener.Arrive();

        await _service.NextAsync();
        await _service.NextAsync();

        Assert.False(run.IsCompleted);
        await StopAsync(run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Served_IsDisposedOf_WhenItsServiceIsDone()
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel peer = _listener.Arrive();
        Visit visit = await _service.NextAsync();
        Assert.False(peer.IsDisposed);

        visit.End.SetResult();
        await UntilDisposedAsync(peer);

        await StopAsync(run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DatagramsDropped_AreSaid_WhenTheirServiceIsDone()
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel peer = _listener.Arrive(new MemoryChannel { Datagram = true, Dropped = (2, 30) });
        (await _service.NextAsync()).End.SetResult();
        await UntilDisposedAsync(peer);
        await StopAsync(run);

        Assert.Equal($"dotcat: {Messages.DatagramsDropped("memory", 2, 30)}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task FailureOfAServiceCall_IsSaid_AndTheOthersGoOn()
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel broken = _listener.Arrive();
        (await _service.NextAsync()).End.SetException(new InvalidOperationException("Broken."));
        await UntilDisposedAsync(broken);

        MemoryChannel next = _listener.Arrive();
        Assert.Same(next, (await _service.NextAsync()).Peer);

        Assert.False(run.IsCompleted);
        await StopAsync(run);
        Assert.Equal("dotcat: memory: broken\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task FailureToDisposeOf_IsSaid_AndKeepsNobodyWaiting()
    {
        Task<ExitCode> run = ServeAllAsync();
        _listener.Arrive(new MemoryChannel { DisposeFailure = new IOException("Broken.") });
        (await _service.NextAsync()).End.SetResult();

        await StopAsync(run);

        Assert.Equal("dotcat: memory: broken\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Descriptors_ForOneMore_AreWaitedFor()
    {
        var budget = new DescriptorBudget(limit: 116, last: 29, each: 20); // room for two, beside the reserve
        Task<ExitCode> run = new Server(_listener, _service, Unlimited(), _place, _reporter, _report, _time)
        {
            Descriptors = budget,
        }.ServeAllAsync(_stop.Token);
        _listener.Arrive();
        _listener.Arrive();
        Visit first = await _service.NextAsync();
        await _service.NextAsync();

        MemoryChannel waiting = _listener.Arrive();
        await _time.TimerSetAsync(_pause);
        Assert.Equal(2, _listener.Accepted);
        first.End.SetResult();

        Assert.Same(waiting, (await _service.NextAsync()).Peer);
        await StopAsync(run);
        Assert.Equal($"dotcat: {Messages.OutOfDescriptors()}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OneByOne_TheNextIsNotAccepted_BeforeTheOneBeforeHasGone()
    {
        Task<ExitCode> run = new Server(
            _listener,
            _service,
            Unlimited(),
            _place with
            {
                OneByOne = true,
            },
            _reporter,
            _report,
            _time
        ).ServeAllAsync(_stop.Token);
        MemoryChannel first = _listener.Arrive();
        MemoryChannel second = _listener.Arrive();
        Visit visit = await _service.NextAsync();
        Assert.Same(first, visit.Peer);
        Assert.Equal(1, _listener.Accepted);
        _listener.Fail(SocketError.NoBufferSpaceAvailable); // in its turn, which is not lost by it
        visit.End.SetResult();

        Visit next = await _service.NextAsync();
        Assert.Same(second, next.Peer);
        next.End.SetResult();
        await _time.TimerSetAsync(_pause);
        MemoryChannel third = _listener.Arrive();
        _time.Advance(_pause);
        Assert.Same(third, (await _service.NextAsync()).Peer);
        await StopAsync(run);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.SocketError)]
    public async Task OutOfMemory_IsWaitedOut(SocketError error)
    {
        Task<ExitCode> run = ServeAllAsync();
        _listener.Fail(error);
        await _time.TimerSetAsync(_pause);
        _listener.Arrive();

        _time.Advance(_pause);

        await _service.NextAsync();
        await StopAsync(run);
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutOfDescriptors_IsSaidOnce_AndTriedAgainAfterAPause()
    {
        Task<ExitCode> run = ServeAllAsync();
        for (int i = 0; i < 2; i++)
        {
            _listener.Fail(SocketError.TooManyOpenSockets);
            await _time.TimerSetAsync(_pause);
            _time.Advance(_pause);
        }

        _listener.Arrive();
        await _service.NextAsync();

        Assert.Equal(
            "dotcat: out of file descriptors: no more clients are let in until one of them has gone\n",
            _stderr.ToString()
        );
        await StopAsync(run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutOfDescriptors_SomebodyLeaving_EndsThePause()
    {
        Task<ExitCode> run = ServeAllAsync();
        _listener.Arrive();
        Visit first = await _service.NextAsync();
        _listener.Fail(SocketError.TooManyOpenSockets);
        await _time.TimerSetAsync(_pause);
        _listener.Arrive();

        first.End.SetResult();

        await _service.NextAsync();
        await StopAsync(run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnotherFailureToAccept_EndsTheRun_AndThoseInIt()
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel peer = _listener.Arrive();
        await _service.NextAsync();

        _listener.Fail(SocketError.NetworkDown);

        AssertListensNoMore(await Assert.ThrowsAsync<DotcatException>(() => run));
        Assert.True(peer.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFailureToAccept_OfOneThatAcceptsOne_EndsTheRun()
    {
        await using var server = new Server(_listener, _service, Unlimited(), _place, _reporter, _report, _time);
        Task<Channel> run = server.AcceptOneAsync(_stop.Token);

        _listener.Fail(SocketError.NetworkDown);

        AssertListensNoMore(await Assert.ThrowsAsync<DotcatException>(() => run));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AcceptTimeout_IsForTheFirstOnly()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        Task<ExitCode> run = ServeAllAsync(acceptTimeout: limit);
        await _time.TimerSetAsync(limit);
        _listener.Arrive();
        await _service.NextAsync();

        _time.Advance(TimeSpan.FromHours(1));
        _listener.Arrive();
        await _service.NextAsync();

        await StopAsync(run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AcceptTimeout_RunOut_IsAFailure()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        Task<ExitCode> run = ServeAllAsync(acceptTimeout: limit);
        await _time.TimerSetAsync(limit);

        _time.Advance(limit);

        var failure = await Assert.ThrowsAsync<DotcatException>(() => run);
        Assert.Equal((ExitCode.Failed, "nobody connected within 5 s"), (failure.ExitCode, failure.Message));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stopped_WaitsForThoseBeingServed()
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel peer = _listener.Arrive();
        Visit visit = await _service.NextAsync();
        visit.IsPatient = true;

        await _stop.CancelAsync();
        Assert.False(run.IsCompleted);
        visit.End.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(peer.IsDisposed);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData((int)ExitCode.Done)]
    [InlineData((int)ExitCode.Failed)]
    public async Task ServiceOver_EndsTheRunWithItsCode(int code)
    {
        Task<ExitCode> run = ServeAllAsync();
        MemoryChannel peer = _listener.Arrive();
        await _service.NextAsync();

        _service.Finish((ExitCode)code);

        Assert.Equal((ExitCode)code, await run);
        Assert.True(peer.IsDisposed);
    }

    /// <summary>Whoever comes in the moment that the run ends is closed like all the others.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ArrivalsWhileItStops_AreAllDisposedOf()
    {
        for (int round = 0; round < 200; round++)
        {
            await using var listener = new FakeListener();
            using var stop = new CancellationTokenSource();
            await using var server = new Server(listener, _service, Unlimited(), _place, _reporter, _report, _time);
            Task<ExitCode> run = server.ServeAllAsync(stop.Token);
            MemoryChannel[] peers = [.. Enumerable.Range(0, 3).Select(_ => listener.Arrive())];

            await Task.WhenAll(Task.Run(stop.Cancel), Task.Run(() => listener.Arrive()));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            await server.DisposeAsync();

            Assert.Equal(listener.Accepted, listener.AcceptedAndDisposed);
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SurplusClients_AreClosedAtOnce_AndComeInWhenOneHasGone()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var admission = new Admission(new AccessList(null, []), 1, new Reporter(_stderr, Verbosity.Events));
        await using var listener = new StreamListener([socket], admission);
        await using var server = new Server(listener, _service, admission, _place, _reporter, _report, _time);
        Task<ExitCode> run = server.ServeAllAsync(_stop.Token);
        using Socket first = Connect(socket);
        Visit visit = await _service.NextAsync();

        using Socket second = Connect(socket);
        Assert.Equal(0, await second.ReceiveAsync(new byte[1]));
        Assert.Equal($"dotcat: {second.LocalEndPoint} turned away: 1 client at a time\n", _stderr.ToString());
        visit.End.SetResult();
        Assert.Equal(0, await first.ReceiveAsync(new byte[1]));
        using Socket third = await ConnectUntilServedAsync(socket);

        await StopAsync(run);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _service.DisposeAsync();
        _stop.Dispose();
        await _stderr.DisposeAsync();
    }

    private static Admission Unlimited() => Admissions.Unlimited;

    private static Socket Connect(Socket server)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(server.LocalEndPoint!);
        return client;
    }

    /// <summary>A client sees its end a moment before its place is free.</summary>
    private async Task<Socket> ConnectUntilServedAsync(Socket server)
    {
        Task<Visit> served = _service.NextAsync();
        while (true)
        {
            Socket client = Connect(server);
            Task<int> ended = client.ReceiveAsync(new byte[1]);
            if (await Task.WhenAny(served, ended) == served)
            {
                return client;
            }

            client.Dispose();
        }
    }

    private static async Task UntilDisposedAsync(MemoryChannel channel)
    {
        while (!channel.IsDisposed)
        {
            await Task.Yield();
        }
    }

    private Task<ExitCode> ServeAllAsync(TimeSpan? acceptTimeout = null)
    {
        Endpoint.Listening place = _place with { AcceptTimeout = acceptTimeout };
        return new Server(_listener, _service, Unlimited(), place, _reporter, _report, _time).ServeAllAsync(
            _stop.Token
        );
    }

    private async Task StopAsync(Task<ExitCode> run)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    /// <summary>One call of the service.</summary>
    private sealed record Visit(Channel Peer)
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it has something to finish when the run ends.</summary>
        public bool IsPatient { get; set; }
    }

    private sealed class FakeService(Reporter reporter)
        : Service(new ServiceOptions { KeepOpen = true }, reporter, TimeProvider.System)
    {
        private readonly System.Threading.Channels.Channel<Visit> _visits = ChannelQueue.CreateUnbounded<Visit>();
        private readonly TaskCompletionSource<ExitCode> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task<ExitCode> Over => _over.Task;

        public void Finish(ExitCode code) => _over.SetResult(code);

        public Task<Visit> NextAsync() => _visits.Reader.ReadAsync().AsTask();

        protected override async Task<Conversation?> AnswerAsync(
            Channel peer,
            Action ended,
            CancellationToken cancellation
        )
        {
            var visit = new Visit(peer);
            _visits.Writer.TryWrite(visit);
            var cancelled = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
            await Task.WhenAny(visit.End.Task, cancelled.Task);
            if (visit.IsPatient || !cancelled.Task.IsCompleted)
            {
                await visit.End.Task;
            }

            return null;
        }
    }

    private static void AssertListensNoMore(DotcatException e)
    {
        Assert.StartsWith("cannot go on listening on ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(": the network is down", e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, e.ExitCode);
    }

    private sealed class FakeListener()
        : Listener([new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)])
    {
        private readonly System.Threading.Channels.Channel<Func<Channel>> _arrivals = ChannelQueue.CreateUnbounded<
            Func<Channel>
        >();
        private readonly List<MemoryChannel> _accepted = [];

        public int Accepted => _accepted.Count;

        public int AcceptedAndDisposed => _accepted.Count(static channel => channel.IsDisposed);

        public MemoryChannel Arrive() => Arrive(new MemoryChannel());

        public MemoryChannel Arrive(MemoryChannel channel)
        {
            _arrivals.Writer.TryWrite(() =>
            {
                _accepted.Add(channel);
                return channel;
            });
            return channel;
        }

        public void Fail(SocketError error) => _arrivals.Writer.TryWrite(() => throw new SocketException((int)error));

        protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation) =>
            (await _arrivals.Reader.ReadAsync(cancellation))();
    }
}
