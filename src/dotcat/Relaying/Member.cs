using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>One peer of a hub, from its arrival to its end.</summary>
internal sealed class Member : IAsyncDisposable
{
    /// <summary>Bytes of the largest read from a peer that sends without a pause.</summary>
    private const int LargestRead = 256 * 1024;

    private readonly IdleTimer _idle;
    private readonly CancellationToken _run;
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _received;

    /// <summary>The channel stays the caller's. The limit is how long nothing may move either way; null for none.</summary>
    public Member(Channel channel, TimeSpan? idleLimit, TimeProvider time, CancellationToken run)
    {
        _idle = new IdleTimer(idleLimit, time, run, channel);
        _run = run;
        _time = time;
        _start = time.GetTimestamp();
        Outbox = new Outbox(channel, _idle, time);
    }

    /// <summary>What is sent to it.</summary>
    public Outbox Outbox { get; }

    public Channel Channel => Outbox.Channel;

    /// <summary>Cancelled when it has to go: silent for too long, failed, dropped, or the run ends.</summary>
    public CancellationToken Stop => _idle.Token;

    /// <summary>
    /// Cancelled when what it sent is not to be passed on any more. The limit of silence may pass just as a datagram
    /// is read, too late to leave that to the peer's next channel.
    /// </summary>
    public CancellationToken StopTaking => Channel.Datagrams is null ? Stop : _run;

    /// <summary>Gives each read to <paramref name="take"/> until the peer ends, or that says no.</summary>
    public async Task ReceiveAsync(Func<Chunk, ValueTask<bool>> take)
    {
        int size = Channel.ReadSize;
        while (true)
        {
            await Channel.WaitToReadAsync(Stop);
            var chunk = new Chunk(size);
            int count = await Channel.ReadAsync(chunk.Room, Stop);
            size = count == chunk.Room.Length ? Math.Min(2 * count, LargestRead) : Channel.ReadSize; // a flood, or not
            if (count == 0 && Channel.Datagrams is null)
            {
                chunk.Release();
                return;
            }

            _received += count;
            _idle.Touch();
            chunk = chunk.Filled(count);
            if (!await take(chunk))
            {
                return; // the chunk stays held: a write that failed may still be using its buffer
            }

            chunk.Release();
        }
    }

    /// <summary>
    /// Waits for what happens with the peer, whose failure is the conversation's; then until what was posted is written
    /// and delivered, too, or cannot be.
    /// </summary>
    public async Task<Conversation> EndAsync(Task conversing)
    {
        Ending ending = new Ending.Finished();
        try
        {
            await conversing;
            await Outbox.CloseAsync();
            if (Outbox.InFlight > 0)
            {
                Stop.ThrowIfCancellationRequested(); // it was given up before that was written
            }

            await (Channel.Delivery?.DrainAsync(Stop) ?? ValueTask.CompletedTask);
        }
#pragma warning disable CA1031 // returned, to be said
        catch (Exception e)
#pragma warning restore CA1031
        {
            ending = _idle.EndingBy(e);
        }

        await Outbox.StopAsync();
        ending =
            Outbox.Failure is { } failure ? new Ending.Failed(Side.Peer, failure)
            : Outbox.IsDropped ? new Ending.Dropped()
            : ending;
        long atRisk = ending is Ending.Failed ? Math.Min(Channel.Delivery?.AtRisk ?? 0, Outbox.Sent) : 0;
        return new Conversation
        {
            Peer = Channel.Name,
            Partner = new Partner.Hub(),
            Sent = Outbox.Sent,
            Received = _received,
            Undelivered = Outbox.InFlight + atRisk,
            Duration = _time.GetElapsedTime(_start),
            Ending = ending,
        };
    }

    public ValueTask DisposeAsync() => _idle.DisposeAsync();
}
