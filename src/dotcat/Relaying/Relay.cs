using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>Joins two channels: what one reads the other writes, both ways, until the conversation has ended.</summary>
/// <param name="local">The side that asked: its end is passed on, its silence may end the relay.</param>
/// <param name="remote">The peer.</param>
/// <param name="options">What the user said about ends.</param>
/// <param name="time">The clock of every timer.</param>
internal sealed class Relay(Channel local, Channel remote, RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan _clockTick = TimeSpan.FromMilliseconds(1);

    private readonly Task _never = new TaskCompletionSource().Task;

    private readonly Pump _outbound = Pump.Between(local, remote, passEndOn: !options.NoShutdown, time);
    private readonly Pump _inbound = Pump.Between(remote, local, passEndOn: true, time);
    private readonly EndingRules _rules = new(options, remote.Datagrams is not null, time);

    public async Task<RelayResult> RunAsync(CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task sending = options.ReceiveOnly ? _never : _outbound.RunAsync(stop.Token);
        Task receiving = options.SendOnly ? _never : _inbound.RunAsync(stop.Token);

        Task peerGone = options.LocalIsProgram
            ? WaitUntilPeerGoneAsync(options.SendOnly ? Task.CompletedTask : receiving, stop.Token)
            : Task.Delay(Timeout.Infinite, stop.Token);

        // A pump between descriptors sees it by itself, and one that does not run has nobody to lose.
        Task readerGone =
            !options.LocalIsProgram && (options.SendOnly || _inbound is SplicePump)
                ? _never
                : local.Delivery?.WaitUntilGoneAsync(stop.Token) ?? _never;

        RelayEnd end = await WaitForEndAsync(sending, receiving, readerGone, peerGone, cancellation);
        await stop.CancelAsync();
        await peerGone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(options.ReceiveOnly ? receiving : sending, options.SendOnly ? sending : receiving);

        (FailedEnd failed, Exception? error) = Blame();
        if (error is BrokenPipeException && failed == FailedEnd.LocalOutput)
        {
            (end, failed, error) = (RelayEnd.ReaderGone, FailedEnd.None, null);
        }

        if (peerGone.IsCompletedSuccessfully && failed == FailedEnd.Remote)
        {
            end = RelayEnd.Failed; // that it has gone was seen before the write that failed of it
        }

        if (end is RelayEnd.Finished or RelayEnd.QuitTimeout)
        {
            error = await DrainAsync(end, cancellation);
            (end, failed) = error is null ? (end, failed) : (RelayEnd.Failed, FailedEnd.Remote);
        }

        if (end is RelayEnd.Finished or RelayEnd.IdleTimeout && _inbound.Error is TruncatedException cut)
        {
            (end, failed, error) = (RelayEnd.Failed, FailedEnd.Remote, cut);
        }

        long owed = end switch
        {
            RelayEnd.Stopped => 0, // the system goes on delivering
            RelayEnd.Failed => remote.Delivery?.AtRisk ?? 0,
            _ => remote.Delivery?.Undelivered ?? 0,
        };
        long unsent = Math.Min(_outbound.InFlight + owed, _outbound.Total + _outbound.InFlight);
        return new RelayResult(
            end,
            _outbound.Total,
            _inbound.Total,
            unsent,
            _inbound.InFlight,
            time.GetElapsedTime(start),
            failed,
            error
        );
    }

    private async Task WaitUntilPeerGoneAsync(Task afterEnd, CancellationToken cancellation)
    {
        remote.Peer?.KeepAlive();
        await afterEnd.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (remote.Delivery?.WaitUntilGoneAsync(cancellation) ?? Task.Delay(Timeout.Infinite, cancellation));
    }

    private async Task<RelayEnd> WaitForEndAsync(
        Task sending,
        Task receiving,
        Task readerGone,
        Task peerGone,
        CancellationToken cancellation
    )
    {
        Task cancelled = Task.Delay(Timeout.Infinite, cancellation);
        long? programEnd = null;
        while (true)
        {
            // Looked at before deciding: what happens after this line wakes the loop.
            Task[] pending = [Pending(sending), Pending(receiving), Pending(readerGone), Pending(peerGone), cancelled];
            if (cancelled.IsCompleted)
            {
                return RelayEnd.Stopped;
            }

            if (readerGone.IsCompleted && options.LocalIsProgram)
            {
                programEnd ??= time.GetTimestamp();
            }
            else if (readerGone.IsCompleted && _inbound.End != PumpEnd.SourceEnded)
            {
                return RelayEnd.ReaderGone;
            }

            if (_rules.Decide(_outbound, _inbound, programEnd, out TimeSpan wait) is { } end)
            {
                return end;
            }

            if (peerGone.IsCompletedSuccessfully)
            {
                return RelayEnd.Finished;
            }

            using var timer = new CancellationTokenSource();
            await Task.WhenAny([
                .. pending,
                wait == TimeSpan.MaxValue ? cancelled : Task.Delay(wait + _clockTick, time, timer.Token),
            ]);
            await timer.CancelAsync();
        }

        // What has happened already must not wake the loop again.
        Task Pending(Task task) => task.IsCompleted ? cancelled : task;
    }

    /// <summary>Waits until the peer's system has everything; what it did not take in time stays undelivered.</summary>
    private async Task<Exception?> DrainAsync(RelayEnd end, CancellationToken cancellation)
    {
        TimeSpan? longest = end is RelayEnd.QuitTimeout ? RelayOptions.Grace : options.IdleTimeout;
        using var limit = new CancellationTokenSource(longest ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await (remote.Delivery?.DrainAsync(either.Token) ?? ValueTask.CompletedTask);
        }
        catch (OperationCanceledException) { }
#pragma warning disable CA1031 // returned, to be said
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }

        return null;
    }

    private (FailedEnd End, Exception? Error) Blame()
    {
        return (_outbound.End, _rules.IsUnread(_inbound) ? PumpEnd.SourceEnded : _inbound.End) switch
        {
            (_, PumpEnd.DestinationFailed) => (FailedEnd.LocalOutput, _inbound.Error),
            (PumpEnd.SourceFailed, _) => (FailedEnd.LocalInput, _outbound.Error),
            (_, PumpEnd.SourceFailed) => (FailedEnd.Remote, _inbound.Error),
            (PumpEnd.DestinationFailed, _) => (FailedEnd.Remote, _outbound.Error),
            _ => (FailedEnd.None, null),
        };
    }
}
