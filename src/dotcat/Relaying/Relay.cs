using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// Joins two channels: what one reads the other writes, both ways, until the conversation has ended. The local one is
/// the side that asked: its end is passed on, its silence may end the relay. Where it is a peer, too, all that is said of
/// the remote one holds for both.
/// </summary>
internal sealed class Relay(Channel local, Channel remote, RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan _clockTick = TimeSpan.FromMilliseconds(1);

    private readonly Task _never = new TaskCompletionSource().Task;

    private readonly Pump _outbound = Pump.Between(
        local,
        remote,
        passEndOn: options.PassesEndOf(local),
        time,
        leavesRest: options.EndsWithPeer
    );
    private readonly Pump _inbound = options.MostReads is { } most
        ? new CopyPump(remote, local, passEndOn: true, time) { MostReads = most }
        : Pump.Between(remote, local, passEndOn: true, time);
    private readonly bool _joinsPeers = local.Peer is not null;
    private readonly EndingRules _rules = new(options, local, remote, time);
    private bool _programEndedFirst;

    /// <summary>Never throws for what the network or the user did.</summary>
    public async Task<Conversation> RunAsync(CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CancellationToken stopping = stop.Token;
        Task sending = options.ReceiveOnly ? _never : _outbound.RunAsync(stopping);
        Task receiving = options.SendOnly ? _never : _inbound.RunAsync(stopping);
        Task peerGone = IsPeerWatched ? WaitUntilPeerGoneAsync(sending, receiving, stopping) : _never;
        Task delivering = options.QuitAfter is null ? Task.CompletedTask : DeliverAsync(sending, stopping);

        // A pump between descriptors sees it by itself, one that does not run has nobody to lose, and a peer at this end,
        // too, that goes is no reader who has had enough.
        Task localGone =
            !options.LocalIsProgram && (options.SendOnly || _inbound is SplicePump || local.Peer is not null)
                ? _never
                : local.Delivery?.WaitUntilGoneAsync(stopping) ?? _never;

        var events = new Events(sending, receiving, localGone, peerGone, delivering);
        Ending due = await WaitForEndAsync(events, cancellation);
        if (!Array.TrueForAll(events.All, task => task.IsCompleted || task == _never))
        {
            await stop.CancelAsync(); // in another thread
        }

        await Task.WhenAll(IsPeerWatched ? peerGone : Task.CompletedTask, delivering)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Task.WhenAll(options.ReceiveOnly ? receiving : sending, options.SendOnly ? sending : receiving);

        // Whoever is left is still given what the one that failed had sent.
        bool isInOrder = due is Ending.Finished or Ending.Quit;
        bool remoteIsLeft = isInOrder || (_joinsPeers && due is Ending.Failed { Side: not Side.Peer });
        bool localIsLeft = _joinsPeers && (isInOrder || due is Ending.Failed { Side: Side.Peer });
        Exception? reset = remoteIsLeft
            ? delivering.Exception?.InnerException ?? await DrainAsync(remote, cancellation)
            : null;
        Exception? localReset = localIsLeft ? await DrainAsync(local, cancellation) : null;
        Ending ending = _rules.Conclude(due, _outbound, _inbound, reset, localReset);
        bool localFailed = ending is Ending.Failed { Side: not Side.Peer };
        bool remoteFailed = ending is Ending.Failed && !(_joinsPeers && localFailed);
        return new Conversation
        {
            Peer = remote.Name,
            Sent = _outbound.Total + _outbound.InFlight - _outbound.Unsent.Length,
            Received = _inbound.Total,
            Undelivered = LeftOf(_outbound, remote, remoteFailed, ending),
            Unsent = _outbound.Unsent,
            IsOfDatagrams = remote.Datagrams is not null,
            InputIsOver = IsInputOver(),
            Unwritten = LeftOf(_inbound, _joinsPeers ? local : null, localFailed, ending),
            Duration = time.GetElapsedTime(start),
            Ending = ending,
        };
    }

    /// <summary>
    /// A program comes to its end also because its peer has, and the next peer has one of its own. What never had anything
    /// to say is not over before its peer, which a datagram peer never is.
    /// </summary>
    private bool IsInputOver()
    {
        bool hasEnded = _outbound.End is PumpEnd.SourceEnded;
        bool isFirst = _outbound.EndOfSource < _inbound.EndOfSource;
        bool isPeers = local.Input is InputKind.Nothing && remote.Datagrams is null && !options.SendOnly;
        return options.LocalIsProgram ? _programEndedFirst || (hasEnded && isFirst) : hasEnded && !isPeers;
    }

    /// <summary>Whether it would be the end if the peer went altogether.</summary>
    private bool IsPeerWatched =>
        options.LocalIsProgram
        || options is { EndsWithPeer: true, SendOnly: true }
        || !(options.KeepSending || options.InputNeedNotEnd);

    /// <summary>Completes when the peer has gone altogether.</summary>
    private async Task WaitUntilPeerGoneAsync(Task sending, Task receiving, CancellationToken cancellation)
    {
        if (options.LocalIsProgram)
        {
            remote.Peer?.KeepAlive(); // nothing else may ever tell a program that waits for it
        }

        if (options is { EndsWithPeer: true, SendOnly: true } && remote.Peer is { } peer)
        {
            await peer.WaitUntilEndedAsync(cancellation);
            return;
        }

        if (!options.LocalIsProgram || !options.SendOnly)
        {
            await receiving.WaitAsync(cancellation); // whoever sends no more may still read, until it has gone
            if (sending.IsCompleted)
            {
                return; // it has said all that it wants to, and has heard all
            }
        }

        await (
            remote.Delivery is { } delivery
                ? delivery.WaitUntilGoneAsync(cancellation)
                : Task.Delay(Timeout.Infinite, cancellation)
        );
    }

    /// <summary>Completes when the peer's system has all that local input brought.</summary>
    private async Task DeliverAsync(Task sending, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        await (remote.Delivery?.DrainAsync(cancellation) ?? ValueTask.CompletedTask);
    }

    private async Task<Ending> WaitForEndAsync(Events events, CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static stopped => ((TaskCompletionSource)stopped!).SetResult(),
            stopped
        );
        long? programEnd = null;
        long? delivered = null;
        while (true)
        {
            // Looked at before deciding: what happens after this line wakes the loop.
            Task[] pending = Array.ConvertAll(events.All, Pending);
            bool isLocalGone = events.LocalGone.IsCompletedSuccessfully;
            if (isLocalGone && options.LocalIsProgram)
            {
                programEnd ??= time.GetTimestamp();
                _programEndedFirst |= !_inbound.HasSourceEnded && !events.PeerGone.IsCompleted;
            }

            if (events.Delivering.IsCompleted)
            {
                delivered ??= time.GetTimestamp();
            }

            var now = new RelayState(
                _outbound,
                delivered,
                _inbound,
                IsStopped: stopped.Task.IsCompleted,
                ReaderIsGone: isLocalGone && !options.LocalIsProgram,
                PeerIsGone: events.PeerGone.IsCompletedSuccessfully,
                programEnd
            );
            if (_rules.Decide(now, out TimeSpan wait) is { } end)
            {
                return end;
            }

            if (wait == TimeSpan.MaxValue)
            {
                await Task.WhenAny([.. pending, stopped.Task]);
                continue;
            }

            using var timer = new CancellationTokenSource();
            await Task.WhenAny([.. pending, Task.Delay(wait + _clockTick, time, timer.Token), stopped.Task]);
            await timer.CancelAsync();
        }

        // What has happened already must not wake the loop again.
        Task Pending(Task task) => task.IsCompleted ? stopped.Task : task;
    }

    /// <summary>Waits until a peer's system has everything; what it did not take in time stays undelivered.</summary>
    /// <returns>How the peer failed before that; null where it did not.</returns>
    private async Task<Exception?> DrainAsync(Channel peer, CancellationToken cancellation)
    {
        using var limit = options.IdleTimeout is { } idle
            ? new CancellationTokenSource(idle, time)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await (peer.Delivery?.DrainAsync(either.Token) ?? ValueTask.CompletedTask);
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

    /// <summary>The most bytes that a pump was to bring to a peer, or to none, and may not have brought.</summary>
    private long LeftOf(Pump pump, Channel? peer, bool hasFailed, Ending ending)
    {
        long onTheWay =
            ending is Ending.Stopped ? 0 // the system goes on delivering
            : hasFailed ? peer?.Delivery?.AtRisk ?? 0
            : peer?.Delivery?.Undelivered ?? 0;
        long left = Math.Min(pump.InFlight + onTheWay, pump.Total + pump.InFlight);
        bool isOff = pump == _inbound ? options.SendOnly : options.ReceiveOnly;
        return ending is Ending.Idle && !isOff ? left + pump.Unread : left;
    }

    /// <summary>What can end a relay, or let a rule hold.</summary>
    private readonly record struct Events(Task Sending, Task Receiving, Task LocalGone, Task PeerGone, Task Delivering)
    {
        public Task[] All => [Sending, Receiving, LocalGone, PeerGone, Delivering];
    }
}
