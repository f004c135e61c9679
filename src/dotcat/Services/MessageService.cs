using System.Buffers;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers each message of a peer by itself: a read of a stream, a datagram.</summary>
internal abstract class MessageService(ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter)
{
    public sealed override async Task<ExitCode> ServeAsync(Channel peer, CancellationToken cancellation)
    {
        await using var idle = new IdleTimer(Options.Relay.IdleTimeout, time, cancellation);
        var exchange = new Exchange(Filtered(peer), idle, cancellation);
        long start = time.GetTimestamp();
        Exception? failure = null;
        try
        {
            while (await AnswerNextAsync(exchange)) { }
        }
        catch (OperationCanceledException) when (idle.Token.IsCancellationRequested)
        {
            // ended from here, in order
        }
#pragma warning disable CA1031 // said below
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        Tell(exchange, time.GetElapsedTime(start), failure);
        return failure is null && !LineLost ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>What to do about a message, if not only to answer it; false where no other will be answered.</summary>
    protected virtual ValueTask<bool> TakeAsync(Message message) => ValueTask.FromResult(true);

    /// <summary>What is sent back.</summary>
    protected abstract ReadOnlyMemory<byte> AnswerTo(ReadOnlyMemory<byte> message);

    private async ValueTask<bool> AnswerNextAsync(Exchange exchange)
    {
        Channel peer = exchange.Peer;
        CancellationToken stop = exchange.Idle.Token;
        await peer.WaitToReadAsync(stop);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(peer.ReadSize);
        int count = await peer.ReadAsync(buffer, stop);
        exchange.Idle.Touch();
        if (count == 0 && peer.Datagrams is null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await peer.CompleteWritesAsync(stop);
            if (!Options.KeepOpen)
            {
                await (peer.Delivery?.DrainAsync(stop) ?? ValueTask.CompletedTask);
            }

            return false;
        }

        exchange.Received += count;
        if (peer.Datagrams is not null)
        {
            Reporter.Say(Verbosity.Events, Messages.Datagram(peer.Name, count));
        }

        // The limit of silence may pass just as a datagram is read: too late to leave it to the peer's next channel.
        CancellationToken giveUp = peer.Datagrams is not null ? exchange.Cancellation : stop;
        ReadOnlyMemory<byte> message = buffer.AsMemory(0, count);
        if (!await TakeAsync(new Message(message, giveUp, exchange.Cancellation)))
        {
            return false;
        }

        ReadOnlyMemory<byte> answer = AnswerTo(message);
        exchange.InFlight = answer.Length;
        await peer.WriteAsync(answer, giveUp);
        exchange.InFlight = 0;
        exchange.Sent += answer.Length;
        exchange.Idle.Touch();
        ArrayPool<byte>.Shared.Return(buffer); // not after a failure: the write may still be using it
        return true;
    }

    private void Tell(Exchange exchange, TimeSpan duration, Exception? failure)
    {
        Channel peer = exchange.Peer;
        Reporter.Say(Verbosity.Events, Messages.Ended(peer.Name, exchange.Sent, exchange.Received, duration));
        if (exchange.Idle.HasExpired)
        {
            Reporter.Say(Verbosity.Events, Messages.FellSilent(peer.Name, Options.Relay.IdleTimeout!.Value));
        }

        if (failure is not null)
        {
            Reporter.SayFailure(FailureLevel, Messages.ConnectionFailed(peer.Name, Causes.Of(failure)), failure);
        }

        long lost = exchange.InFlight + (failure is null ? 0 : Math.Min(peer.Delivery?.AtRisk ?? 0, exchange.Sent));
        if (lost > 0)
        {
            Reporter.Say(FailureLevel, Messages.Undelivered(peer.Name, lost));
        }
    }

    /// <summary>One message as it arrived.</summary>
    /// <param name="Bytes">Valid until it is taken.</param>
    /// <param name="Waiting">Cancelled when its sender is given up.</param>
    /// <param name="Cancellation">Cancelled when the run ends.</param>
    protected readonly record struct Message(
        ReadOnlyMemory<byte> Bytes,
        CancellationToken Waiting,
        CancellationToken Cancellation
    );

    private sealed class Exchange(Channel peer, IdleTimer idle, CancellationToken cancellation)
    {
        public Channel Peer { get; } = peer;

        public IdleTimer Idle { get; } = idle;

        public CancellationToken Cancellation { get; } = cancellation;

        public long Sent { get; set; }

        public long Received { get; set; }

        public int InFlight { get; set; }
    }
}
