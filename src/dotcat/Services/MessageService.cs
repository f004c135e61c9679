using System.Buffers;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers each message of a peer by itself: a read of a stream, a datagram.</summary>
internal abstract class MessageService(ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    /// <summary>Messages of a peer in a row before others have a turn.</summary>
    private const int Turn = 4;

    public override bool AnswersInPassing => true;

    protected sealed override async Task<Conversation?> AnswerAsync(
        Channel peer,
        Action ended,
        CancellationToken cancellation
    )
    {
        await using var idle = new IdleTimer(Options.Relay.IdleTimeout, Time, cancellation, peer);
        using PromptReads? reads =
            Options.KeepOpen && !Reporter.Says(Verbosity.Events) ? PromptReads.Of(peer.Descriptors, idle.Token) : null;
        long start = Time.GetTimestamp();
        long sent = 0;
        long received = 0;
        int inFlight = 0;
        long unanswered = 0;
        Ending ending = new Ending.Finished();
        try
        {
            for (int messages = 1; await AnswerNextAsync(); messages++)
            {
                if (messages % Turn == 0)
                {
                    await Task.Yield();
                }
            }
        }
#pragma warning disable CA1031 // returned, to be said
        catch (Exception e)
#pragma warning restore CA1031
        {
            ending = idle.EndingBy(e);
        }

        return new Conversation
        {
            Peer = peer.Name,
            Partner = new Partner.Nobody(),
            Sent = sent,
            Received = received,
            Undelivered =
                unanswered + inFlight + (ending is Ending.Failed ? Math.Min(peer.Delivery?.AtRisk ?? 0, sent) : 0),
            Duration = Time.GetElapsedTime(start),
            Ending = ending,
        };

        async ValueTask<bool> AnswerNextAsync()
        {
            await (reads?.WaitAsync() ?? peer.WaitToReadAsync(idle.Token));
            byte[] buffer = ArrayPool<byte>.Shared.Rent(peer.ReadSize);
            int count;
            try
            {
                count = await peer.ReadAsync(buffer, idle.Token);
            }
            catch (SocketException)
            {
                ArrayPool<byte>.Shared.Return(buffer); // a read that was given up may still use it
                throw;
            }

            idle.Touch();
            if (count == 0 && peer.Datagrams is null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                await peer.CompleteWritesAsync(idle.Token);
                await (Options.KeepOpen ? default : peer.Delivery?.DrainAsync(idle.Token) ?? default);
                return false;
            }

            received += count;
            if (peer.Datagrams is not null)
            {
                Reporter.Tell(new Event.Datagram(peer.Name, count));
            }

            // The limit of silence may pass just as a datagram is read: too late to leave it to the peer's next channel.
            CancellationToken giveUp = peer.Datagrams is not null ? cancellation : idle.Token;
            ReadOnlyMemory<byte> message = buffer.AsMemory(0, count);
            if (!await TakeAsync(message, giveUp, cancellation))
            {
                return false;
            }

            ReadOnlyMemory<byte> answer = AnswerTo(message);
            if (!peer.CanBeAnswered)
            {
                Sentence words = Messages.NotAnswered(peer.Name);
                Reporter.Tell(new Event.Note(words) { Asked = Verbosity.Events, Peer = peer.Name });
                unanswered += answer.Length;
                ArrayPool<byte>.Shared.Return(buffer);
                return true;
            }

            inFlight = answer.Length;
            do
            {
                int piece = peer.PieceOf(answer.Span);
                await peer.WriteAsync(answer[..piece], giveUp);
                inFlight -= piece;
                sent += piece;
                idle.Touch();
                answer = answer[piece..];
            } while (!answer.IsEmpty);

            ArrayPool<byte>.Shared.Return(buffer); // not after a failure: the write may still be using it
            return true;
        }
    }

    /// <summary>
    /// What to do about a message, if not only to answer it; false where no other will be answered. The first token is
    /// cancelled when its sender is given up, the second when the run ends.
    /// </summary>
    protected virtual ValueTask<bool> TakeAsync(
        ReadOnlyMemory<byte> message,
        CancellationToken waiting,
        CancellationToken run
    ) => ValueTask.FromResult(true);

    /// <summary>What is sent back.</summary>
    protected abstract ReadOnlyMemory<byte> AnswerTo(ReadOnlyMemory<byte> message);
}
