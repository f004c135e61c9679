using System.Net;
using Dotcat.Channels;
using Dotcat.Recording;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>What answers the channels of a run, one of them or many at the same time.</summary>
internal abstract class Service(ServiceOptions options, Reporter reporter, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Completes with the run's exit code when nobody else can be served; never, for most.</summary>
    public virtual Task<ExitCode> Over { get; } = new TaskCompletionSource<ExitCode>().Task;

    /// <summary>What goes on with the next peer where it was with the last one; null where each peer has something of its own.</summary>
    public virtual LastingChannel? Lasting => null;

    /// <summary>Where peers arrive; empty where none do.</summary>
    public IReadOnlyList<EndPoint> Listening { get; set; } = [];

    /// <summary>What all peers move together; null where nobody asks for it.</summary>
    public Traffic? Traffic { get; set; }

    /// <summary>What limits the rate of all peers together, each way; null for no limit.</summary>
    public (TokenBucket Reads, TokenBucket Writes)? Rate { get; set; }

    /// <summary>The most descriptors that a peer can need beside its own.</summary>
    public virtual int DescriptorsEach => 0;

    /// <summary>Records what moves over the connections; null where nothing is recorded.</summary>
    public Recorder? Recorder { get; set; }

    /// <summary>
    /// Whether an answer takes so little that a thread of its own would cost more: those who wait for this one, in
    /// <see cref="ServeAsync"/>, wait no longer than for a few reads and writes of what is there.
    /// </summary>
    public virtual bool AnswersInPassing => false;

    /// <summary>Whether the run ends because nothing is wanted any more, so that losses are none.</summary>
    protected bool IsDone => Over is { IsCompletedSuccessfully: true, Result: ExitCode.Done };

    protected ServiceOptions Options { get; } = options;

    /// <summary>For what happens on the way. How a conversation ended is told by who asked for it.</summary>
    protected Reporter Reporter { get; } = reporter;

    protected TimeProvider Time { get; } = time;

    /// <summary>Called once before peers arrive, where there can be many of them.</summary>
    public virtual void Start(CancellationToken cancellation) { }

    /// <summary>
    /// Answers a peer until the conversation has ended. Does not dispose of the peer. One that has ended, and is only kept
    /// for what may still come for it, is told once to <paramref name="ended"/>: its place is another's.
    /// </summary>
    /// <returns>What came of it; null where the peer was refused, or left before there was one, which was said.</returns>
    /// <exception cref="DotcatException">There is nothing to answer it with.</exception>
    public Task<Conversation?> ServeAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        peer = Rate is { } rate ? new RatedChannel(peer, rate.Reads, rate.Writes) : peer;
        return Recorder is null
            ? ServeUnrecordedAsync(peer, ended, cancellation)
            : ServeRecordedAsync(Recorder, peer, ended, cancellation);
    }

    /// <summary>Answers the only peer that there is, until it has ended or nothing can answer it any more.</summary>
    /// <inheritdoc cref="ServeAsync"/>
    public async Task<Conversation?> ServeAloneAsync(Channel peer, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<Conversation?> serving = ServeAsync(peer, static () => { }, stop.Token);
        await Task.WhenAny(serving, Over);
        if (!serving.IsCompleted)
        {
            await stop.CancelAsync(); // in another thread
        }

        return await serving;
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc cref="ServeAsync"/>
    /// <param name="peer">The peer, which changes what is sent to it as the user wants.</param>
    /// <param name="ended">Called once a peer that has ended is only kept.</param>
    /// <param name="cancellation">Ends the conversation. Whatever else does is told by the result.</param>
    protected abstract Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation);

    private async Task<Conversation?> ServeRecordedAsync(
        Recorder recorder,
        Channel peer,
        Action ended,
        CancellationToken cancellation
    )
    {
        using RecordedChannel recorded = recorder.Record(peer);
        Conversation? conversation = await ServeUnrecordedAsync(recorded, ended, cancellation);
        Digests? digests = recorded.TakeDigests();
        if (conversation is null && digests is not null)
        {
            Reporter.Tell(new Event.Note(Messages.Sent(peer.Name, digests.Sent)) { Peer = peer.Name });
            Reporter.Tell(new Event.Note(Messages.Received(peer.Name, digests.Received)) { Peer = peer.Name });
        }

        return conversation is null ? null : conversation with { Digests = digests };
    }

    private Task<Conversation?> ServeUnrecordedAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        peer = Options.Telnet ? new TelnetChannel(peer) : peer;
        peer = Options.Delay is { } delay ? new DelayedChannel(peer, delay, eachWrite: Options.Lines, Time) : peer;
        return Options.Lines && peer.Datagrams is { } datagrams
            ? ServeLinesAsync(peer, datagrams, ended, cancellation)
            : CountAsync(Options.Crlf ? new CrlfChannel(peer) : peer, ended, cancellation);
    }

    private Task<Conversation?> CountAsync(Channel peer, Action ended, CancellationToken cancellation) =>
        Traffic is null ? AnswerAsync(peer, ended, cancellation) : CountAsync(peer, Traffic, ended, cancellation);

    private async Task<Conversation?> CountAsync(
        Channel peer,
        Traffic traffic,
        Action ended,
        CancellationToken cancellation
    )
    {
        Meter meter = traffic.Join();
        try
        {
            return await AnswerAsync(new MeteredChannel(peer, meter), ended, cancellation);
        }
        finally
        {
            traffic.Leave(meter);
        }
    }

    private async Task<Conversation?> ServeLinesAsync(
        Channel peer,
        IDatagrams datagrams,
        Action ended,
        CancellationToken cancellation
    )
    {
        bool isWhole = true;
        var lines = new LineDatagramChannel(
            peer,
            datagrams,
            length =>
            {
                isWhole = false;
                Sentence words = Messages.LineTooLong(length, DatagramSocketChannel.MaxPayload);
                Reporter.Tell(new Event.Error(words) { Peer = peer.Name, Undelivered = length });
            }
        );
        Conversation? conversation = await CountAsync(lines, ended, cancellation);
        return conversation is null ? null : conversation with { IsWhole = isWhole };
    }
}
