using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Services;

/// <summary>One client and its target, each at the other end of a socket.</summary>
public sealed class ForwardServiceTests : IAsyncDisposable
{
    private static readonly DotcatException _refused = new(
        Messages.CannotConnect("target", "connection refused"),
        ExitCode.Failed
    );

    private readonly TcpPair _client = TcpPair.Connect();
    private readonly TcpPair _target = TcpPair.Connect();
    private readonly HearingWriter _stderr = new() { NewLine = "\n" };
    private readonly List<IAsyncDisposable> _open = [];

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HalfClose_GoesThrough_AndTheAnswerComesBack(bool isClients)
    {
        Task<ExitCode> serving = ServeAsync(Target);
        (Socket first, Socket second) = Ends(isClients);
        await first.SendTextAsync("question");
        first.Shutdown(SocketShutdown.Send);

        Assert.Equal("question", await second.ReceiveTextToEndAsync());
        await second.SendTextAsync("answer");
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal("answer", await first.ReceiveTextToEndAsync());

        Assert.Equal(ExitCode.Done, await serving);
        Assert.Contains("connected to target\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true, "client")]
    [InlineData(false, "target")]
    public async Task Reset_GoesThrough_BehindWhatWasSentBefore(bool isClients, string who)
    {
        Task<ExitCode> serving = ServeAsync(Target);
        (Socket first, Socket second) = Ends(isClients);
        await first.SendTextAsync("last words");
        await Eventually.TrueAsync(() => second.Available == 10, "what was sent");
        first.Reset();

        Assert.Equal(ExitCode.Failed, await serving);
        await DisposeOpenAsync();
        Assert.Equal("last words", await second.ReceiveTextAsync());
        await AssertResetAsync(second);
        Assert.Contains($"{who}: connection reset by the peer\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Else the target would take half of what was sent for all of it.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TlsClient_ThatIsCutOff_ResetsTheTarget()
    {
        await using TlsPair tls = await TlsPair.ConnectAsync();
        TlsChannel client = await tls.Client;
        Task<ExitCode> serving = ServeAsync(await tls.Server, Target);
        await client.WriteAsync("half of"u8.ToArray(), CancellationToken.None);
        Assert.Equal("half of", await _target.Peer.ReceiveTextAsync());

        await tls.ClientBelow.CompleteWritesAsync(CancellationToken.None);

        Assert.Equal(ExitCode.Failed, await serving);
        await DisposeOpenAsync();
        await AssertResetAsync(_target.Peer);
    }

    /// <summary>A TLS session that ends without its close_notify has been cut off.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reset_OfTheTarget_CutsATlsClientOff()
    {
        await using TlsPair tls = await TlsPair.ConnectAsync();
        TlsChannel client = await tls.Client;
        Task<ExitCode> serving = ServeAsync(await tls.Server, Target);
        _target.Peer.Reset();

        Assert.Equal(ExitCode.Failed, await serving);
        await DisposeOpenAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await client.ReadAsync(new byte[1], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatAClientDidNotTake_IsSaidWithItsNumber()
    {
        Task<ExitCode> serving = ServeAsync(Target);
        _client.Peer.ReceiveBufferSize = 4096;
        int sent = 0;
        using (var full = new CancellationTokenSource())
        {
            try
            {
                while (true)
                {
                    full.CancelAfter(TimeSpan.FromMilliseconds(200));
                    sent += await _target.Peer.SendAsync(new byte[64 * 1024], full.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // as much as there is room for on the way
            }
        }

        _client.Peer.Reset();

        Assert.Equal(ExitCode.Failed, await serving);
        Assert.Matches(@"client: up to \d+ bytes were not delivered\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TargetThatIsNotThere_IsSaid_AndClosesTheClient()
    {
        Task<ExitCode> serving = ServeAsync((_, _) => throw _refused, Verbosity.Quiet);

        Assert.Equal(ExitCode.Failed, await serving);
        await DisposeOpenAsync();
        Assert.Equal(0, await _client.Peer.ReceiveAsync(new byte[1]));
        Assert.Equal("dotcat: cannot connect to target: connection refused\n", _stderr.ToString());
    }

    /// <summary>Whoever takes the words may be slow, and in that thread all others would wait for it.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task TargetThatIsNotThere_IsNotSaidInThePollersThread()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "epoll is Linux'");
        using var reads = new PromptReads((int)_client.Own.Handle, CancellationToken.None);
        await _client.Peer.SendTextAsync("x");
        await Task.Run(() =>
            ServeAsync(
                async (_, _) =>
                {
                    while (!Poller.IsCurrentThread) // a wait that is over before it is awaited changes no thread
                    {
                        await reads.WaitAsync();
                    }

                    throw _refused;
                },
                Verbosity.Quiet
            )
        );

        Assert.NotEmpty(_stderr.ToString());
        Assert.False(_stderr.HeardInPoller);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)] // words may be waited for
    [InlineData(false, false, false)] // the run ends with it
    public async Task Answers_InPassing_WhereNothingBlocks(bool keepOpen, bool isTold, bool expected)
    {
        Verbosity verbosity = isTold ? Verbosity.Events : Verbosity.Quiet;
        await using ForwardService service = Open((_, _) => throw _refused, keepOpen, verbosity);

        Assert.Equal(expected, service.AnswersInPassing);
    }

    /// <summary>Nobody is to take for delivered what is not.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TargetThatIsNotThere_ResetsAClientThatHasSentSomething()
    {
        await _client.Peer.SendTextAsync("lost");
        await Eventually.TrueAsync(() => _client.Own.Available == 4, "what was sent");
        await ServeAsync((_, _) => throw _refused);
        await DisposeOpenAsync();

        await AssertResetAsync(_client.Peer);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TargetThatIsNotThere_EndsARunOfOneClient_ByItsCode() =>
        Assert.Same(
            _refused,
            await Assert.ThrowsAsync<DotcatException>(() => ServeAsync((_, _) => throw _refused, keepOpen: false))
        );

    /// <summary>What it is connected to arrives as a client, if before that is seen, and is not connected again.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TargetThatIsTheListener_IsRefused_AndGoesRoundOnce(bool isFast)
    {
        using TcpPair first = TcpPair.Connect();
        var seen = new TaskCompletionSource();
        int dialled = 0;
        await using ForwardService service = Open(
            async (meet, stop) =>
            {
                Socket own = dialled++ == 0 ? first.Own : _target.Own;
                await (dialled == 1 ? Task.CompletedTask : seen.Task);
                StreamSocketChannel itself = Own(own, "itself");
                await meet(itself, stop);
                return itself;
            },
            keepOpen: true,
            Verbosity.Quiet
        );
        service.Listening = [first.Own.RemoteEndPoint!, _target.Own.RemoteEndPoint!];
        Assert.Null(await ServeAsync(service, Own(_client.Own, "client")));
        Assert.Null(await ServeAsync(service, Own(first.Peer, $"{first.Own.LocalEndPoint}")));

        Task<Conversation?> second = ServeAsync(service, Own(_client.Own, "client"));
        Task<Conversation?> round = isFast
            ? ServeAsync(service, Own(_target.Peer, $"{_target.Own.LocalEndPoint}"))
            : Task.FromResult<Conversation?>(null);
        seen.SetResult();
        Assert.Null(await second);
        Assert.Null(await (isFast ? round : ServeAsync(service, Own(_target.Peer, $"{_target.Own.LocalEndPoint}"))));

        Assert.Equal(2, dialled);
        const string Refused = "dotcat: cannot connect to itself: it would go round in a circle\n";
        Assert.Equal(Refused + Refused, _stderr.ToString());
    }

    private static Task<Conversation?> ServeAsync(ForwardService service, Channel client) =>
        service.ServeAsync(client, static () => { }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await DisposeOpenAsync();
        _client.Dispose();
        _target.Dispose();
        await _stderr.DisposeAsync();
    }

    private Task<Channel> Target(Func<Channel, CancellationToken, Task> meet, CancellationToken stop) =>
        Task.FromResult<Channel>(Own(_target.Own, "target"));

    private StreamSocketChannel Own(Socket socket, string name)
    {
        var channel = new StreamSocketChannel(socket, name);
        _open.Add(channel);
        return channel;
    }

    private Task<ExitCode> ServeAsync(
        Func<Func<Channel, CancellationToken, Task>, CancellationToken, Task<Channel>> dial,
        Verbosity verbosity = Verbosity.Events,
        bool keepOpen = true
    ) => ServeAsync(Own(_client.Own, "client"), dial, verbosity, keepOpen);

    private async Task<ExitCode> ServeAsync(
        Channel client,
        Func<Func<Channel, CancellationToken, Task>, CancellationToken, Task<Channel>> dial,
        Verbosity verbosity = Verbosity.Events,
        bool keepOpen = true
    )
    {
        _open.Add(client);
        await using ForwardService service = Open(dial, keepOpen, verbosity);
        return await service
            .ServeAsync(client, static () => { }, CancellationToken.None)
            .ToldAsync(new Reporter(_stderr, verbosity), keepOpen);
    }

    private ForwardService Open(
        Func<Func<Channel, CancellationToken, Task>, CancellationToken, Task<Channel>> dial,
        bool keepOpen,
        Verbosity verbosity
    ) =>
        new(
            (_, meet, cancellation) => dial(meet, cancellation),
            new ServiceOptions { KeepOpen = keepOpen },
            new Reporter(_stderr, verbosity),
            TimeProvider.System
        );

    private (Socket First, Socket Second) Ends(bool isClients) =>
        isClients ? (_client.Peer, _target.Peer) : (_target.Peer, _client.Peer);

    /// <summary>As who let the client in does.</summary>
    private async Task DisposeOpenAsync()
    {
        foreach (IAsyncDisposable channel in _open)
        {
            await channel.DisposeAsync();
        }

        _open.Clear();
    }

    private static async Task AssertResetAsync(Socket socket)
    {
        var e = await Assert.ThrowsAsync<SocketException>(() => socket.ReceiveBytesAsync(1));
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    /// <summary>Notes whether anything was said in the poller's thread.</summary>
    private sealed class HearingWriter : StringWriter
    {
        public bool HeardInPoller { get; private set; }

        public override void Write(string? value)
        {
            HeardInPoller |= Poller.IsCurrentThread;
            base.Write(value);
        }
    }
}
