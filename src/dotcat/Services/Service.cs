using System.Net;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>What answers the channels of a run, one of them or many at the same time.</summary>
internal abstract class Service(ServiceOptions options, Reporter reporter) : IAsyncDisposable
{
    /// <summary>Completes with the run's exit code when nobody else can be served; never, for most.</summary>
    public virtual Task<ExitCode> Over { get; } = new TaskCompletionSource<ExitCode>().Task;

    /// <summary>Where peers arrive; empty where none do.</summary>
    public IReadOnlyList<EndPoint> Listening { get; set; } = [];

    /// <summary>The most descriptors that a peer can need beside its own.</summary>
    public virtual int DescriptorsEach => 0;

    protected ServiceOptions Options { get; } = options;

    protected Reporter Reporter { get; } = reporter;

    /// <summary>Whether a line was too long to be sent.</summary>
    protected bool LineLost { get; private set; }

    /// <summary>The failure of one peer of many is none of the run's.</summary>
    protected Verbosity FailureLevel => Options.KeepOpen ? Verbosity.Events : Verbosity.Quiet;

    /// <summary>Called once before peers arrive, where there can be many of them.</summary>
    public virtual void Start(CancellationToken cancellation) { }

    /// <summary>
    /// Answers a peer until the conversation has ended, and says what came of it. Does not dispose of the peer.
    /// Never throws for what the network or the user did.
    /// </summary>
    public abstract Task<ExitCode> ServeAsync(Channel peer, CancellationToken cancellation);

    /// <summary>Answers the only peer of the run, and ends with it.</summary>
    public async Task<ExitCode> ServeAloneAsync(Channel peer, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<ExitCode> serving = ServeAsync(peer, stop.Token);
        if (await Task.WhenAny(serving, Over) == serving)
        {
            return await serving;
        }

        await stop.CancelAsync();
        await serving;
        return await Over;
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The peer, as what is sent to it is to be changed.</summary>
    protected Channel Filtered(Channel peer)
    {
        if (Options.Lines && peer.Datagrams is { } datagrams)
        {
            return new LineDatagramChannel(peer, datagrams, TellTooLong);
        }

        return Options.Crlf ? new CrlfChannel(peer) : peer;
    }

    private void TellTooLong(long length)
    {
        LineLost = true;
        Reporter.Say(Messages.LineTooLong(length, DatagramSocketChannel.MaxPayload));
    }
}
