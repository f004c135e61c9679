using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers many peers together: what arrives from one, or from standard input, may go to all of them.</summary>
internal abstract class HubService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter)
{
    /// <summary>How long a sender is held up by peers that take nothing, when there is nobody else to send to.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int LargestRead = 256 * 1024;

    private readonly TaskCompletionSource<ExitCode> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _inputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _feeding;
    private int _fed;

    public override Task<ExitCode> Over => _over.Task;

    protected TimeProvider Time { get; } = time;

    protected Channel Stdio { get; } = stdio;

    protected Hub Hub { get; } = new(time);

    /// <summary>Completes when standard input has ended.</summary>
    protected Task InputEnded => _inputEnded.Task;

    /// <summary>Whether standard input ended by a failure, which was said.</summary>
    protected bool InputFailed { get; private set; }

    /// <summary>Whether the run ends because nothing is wanted any more, so that losses are none.</summary>
    private bool IsDone => Over is { IsCompletedSuccessfully: true, Result: ExitCode.Done };

    protected sealed override async Task<Conversation?> AnswerAsync(Channel peer, CancellationToken cancellation)
    {
        await using var idle = new IdleTimer(Options.Relay.IdleTimeout, Time, cancellation);
        var member = new Outbox(peer, idle, Time);
        long start = Time.GetTimestamp();
        Ending ending = new Ending.Finished();
        Join(member);
        try
        {
            StartFeeding(cancellation);
            await ConverseAsync(member, cancellation);
            await member.CloseAsync();
            await (member.Channel.Delivery?.DrainAsync(idle.Token) ?? ValueTask.CompletedTask);
        }
        catch (OperationCanceledException)
            when (idle.Token.IsCancellationRequested || cancellation.IsCancellationRequested)
        {
            ending = idle.HasExpired ? new Ending.Idle(Options.Relay.IdleTimeout!.Value) : new Ending.Stopped();
        }
#pragma warning disable CA1031 // returned, to be said
        catch (Exception e)
#pragma warning restore CA1031
        {
            ending = new Ending.Failed(Side.Peer, e);
        }
        finally
        {
            await member.StopAsync();
            Leave(member); // after its last byte: whoever waits for all the members waits for that
        }

        ending =
            member.Failure is { } failure ? new Ending.Failed(Side.Peer, failure)
            : member.IsDropped ? new Ending.Dropped()
            : ending;
        long atRisk = ending is Ending.Failed ? Math.Min(peer.Delivery?.AtRisk ?? 0, member.Delivered) : 0;
        return new Conversation
        {
            Peer = peer.Name,
            Partner = new Partner.Hub(),
            Sent = member.Delivered,
            Received = member.Received,
            Undelivered = IsDone ? 0 : member.Pending + atRisk,
            Duration = Time.GetElapsedTime(start),
            Ending = ending,
        };
    }

    /// <summary>Waits until standard input is no longer read. The runs of all peers are to be cancelled before.</summary>
    public override async ValueTask DisposeAsync()
    {
        await (_feeding ?? Task.CompletedTask);
        await base.DisposeAsync();
    }

    protected virtual void Join(Outbox member) => Hub.Join(member);

    protected virtual void Leave(Outbox member) => Hub.Leave(member);

    /// <summary>One peer, from its arrival to its end; what was posted to it is still written after that.</summary>
    protected abstract Task ConverseAsync(Outbox member, CancellationToken cancellation);

    /// <summary>Completes when standard input has somebody to go to.</summary>
    protected virtual Task ReadyForInputAsync() => Hub.SomebodyAsync();

    /// <summary>What to do with a read of standard input; the chunk stays the caller's.</summary>
    protected virtual ValueTask TakeInputAsync(Chunk chunk, CancellationToken cancellation) =>
        Hub.DeliverAsync(chunk, cancellation);

    /// <summary>What to do when standard input has ended.</summary>
    protected virtual Task FinishInputAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Nobody else can be served.</summary>
    protected void End(ExitCode code) => _over.TrySetResult(code);

    /// <summary>Has standard input read from now on, if it is wanted and not read yet.</summary>
    protected void StartFeeding(CancellationToken cancellation)
    {
        if (!Options.Relay.ReceiveOnly && Interlocked.Exchange(ref _fed, 1) == 0)
        {
            _feeding = FeedAsync(cancellation);
        }
    }

    /// <summary>Gives each read of the peer to <paramref name="take"/> until the peer ends, or that says no.</summary>
    protected static async Task ReceiveAsync(Outbox member, Func<Outbox, Chunk, ValueTask<bool>> take)
    {
        Channel peer = member.Channel;
        CancellationToken stop = member.Idle.Token;
        int size = peer.ReadSize;
        while (true)
        {
            await peer.WaitToReadAsync(stop);
            Chunk chunk = Chunk.Rent(size);
            int count = await peer.ReadAsync(chunk.Room, stop);
            size = count == chunk.Room.Length ? Math.Min(2 * count, LargestRead) : peer.ReadSize; // a flood, or not
            if (count == 0 && peer.Datagrams is null)
            {
                chunk.Release();
                return;
            }

            member.Received += count;
            member.Idle.Touch();
            chunk = chunk.Filled(count);
            if (!await take(member, chunk))
            {
                return; // the chunk stays held: a write that failed may still be using its buffer
            }

            chunk.Release();
        }
    }

    /// <summary>Reads standard input whenever it has somebody to go to.</summary>
    private async Task FeedAsync(CancellationToken cancellation)
    {
        try
        {
            await PassAllOnAsync(cancellation);
            _inputEnded.SetResult();
            await FinishInputAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // the run ends, and whoever ended it knows why
        }
    }

    private async Task PassAllOnAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await ReadyForInputAsync().WaitAsync(cancellation);
                int longest = Math.Min(Stdio.ReadSize, MaxWrite());
                Chunk chunk = Chunk.Rent(longest);
                int count = await Stdio.ReadAsync(chunk.Room[..longest], cancellation);
                if (count == 0)
                {
                    chunk.Release();
                    break;
                }

                await PassOnAsync(chunk.Filled(count), cancellation);
            }
        }
        catch (IOException e)
        {
            InputFailed = true;
            Reporter.SayFailure(Messages.CannotReadInput(Causes.Of(e)), e);
        }
    }

    private async Task PassOnAsync(Chunk chunk, CancellationToken cancellation)
    {
        try
        {
            await TakeInputAsync(chunk, cancellation);
            chunk.Release();
        }
        catch (OperationCanceledException) when (!IsDone)
        {
            Reporter.Say(Messages.Unsent(chunk.Length));
            throw;
        }
    }

    private int MaxWrite() =>
        Hub.Members is [{ Channel.Datagrams: { } datagrams }, ..] ? datagrams.MaxWrite : int.MaxValue;
}
