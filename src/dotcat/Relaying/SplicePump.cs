using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>
/// Moves bytes between two descriptors without bringing them into the process: sendfile(2) from a regular file
/// to a socket, splice(2) where one end is a pipe, and else through a pipe in between, held only while bytes are in
/// it. What the kernel refuses (a file opened for appending) is copied instead, from the byte on where the refusal
/// came. While it waits it holds neither a thread nor a descriptor.
/// </summary>
internal sealed class SplicePump(
    Channel source,
    int from,
    Channel destination,
    int to,
    EndKinds kinds,
    bool readerMayLeave,
    bool passEndOn,
    TimeProvider time
) : CopyPump(source, destination, passEndOn, time)
{
    /// <summary>Bytes asked for in one call.</summary>
    private const int Chunk = PipePool.PipeSize;

    /// <summary>Bytes below which a call has probably taken all there was, so that the next one would be in vain.</summary>
    private const int Little = 16 * 1024;

    /// <summary>Moves in a row before others have a turn; fewer where many wait for the poller's thread meanwhile.</summary>
    private const int Turn = 64;
    private const int ShortTurn = 4;

    private readonly Readiness _readiness = new();
    private readonly Throttle? _throttle = source.Throttles?.Reads ?? destination.Throttles?.Writes;
    private ReadOnlyMemory<byte> _left; // of what was in the pipe between the two
    private int _moves;

    /// <summary>
    /// A socket of somebody else's, from which no flag of splice(2) reads without blocking: only when it has bytes.
    /// </summary>
    private readonly bool _sourceBlocks = kinds.From == FileKind.Socket && !ZeroCopy.IsNonBlocking(from);

    protected override bool IsPrompt =>
        this is { Source.Peer: not null, Destination.Peer: not null, _sourceBlocks: false } && kinds.AreSockets;

    protected override async Task MoveAsync(CancellationToken stop)
    {
        await CopyAsync(Source.TakeReadAhead(), stop);
        if (await SpliceAsync(stop))
        {
            Source.MeetEnd();
        }
        else
        {
            (ReadOnlyMemory<byte> refused, _left) = (_left, ReadOnlyMemory<byte>.Empty);
            await CopyAsync(refused, stop);
            await base.MoveAsync(stop);
        }
    }

    protected override ReadOnlyMemory<byte> TakeUnsent() => _left.IsEmpty ? base.TakeUnsent() : _left;

    private ValueTask CopyAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        bytes.IsEmpty ? ValueTask.CompletedTask : WriteAsync(bytes, stop);

    /// <summary>Moves bytes until the source ends; false when the kernel refuses to go on.</summary>
    private async Task<bool> SpliceAsync(CancellationToken stop)
    {
        using PolledDescriptor source = Poller.Current.Watch(from);
        using PolledDescriptor destination = Poller.Current.Watch(to);
        await using CancellationTokenRegistration registration = _readiness.SignalOn(stop);
        var ends = new Ends(source, destination, stop);
        try
        {
            if (kinds.HavePipe)
            {
                PipePair.Enlarge(from, Chunk); // which leaves what is no pipe as it is
                PipePair.Enlarge(to, Chunk);
            }

            return await (kinds.AreDirect ? MoveDirectlyAsync(ends) : MoveThroughPipeAsync(ends));
        }
        finally
        {
            await (IsPrompt ? ValueTask.CompletedTask : Poller.LeaveAsync()); // what comes of the end may block
        }
    }

    private async Task<bool> MoveDirectlyAsync(Ends ends)
    {
        bool wait = _sourceBlocks;
        while (true)
        {
            ends.Stop.ThrowIfCancellationRequested();
            StartReading();
            if (wait)
            {
                await GoOnAsync(ends, await SourceAsync(ends));
            }

            await LeaveRestAsync(ends.Stop);
            int most = await AllowanceAsync(ends, sourceIsReady: wait);
            int count = kinds.AreFileAndSocket ? ZeroCopy.SendFile(to, from, most) : ZeroCopy.Splice(from, to, most);
            if (count == 0)
            {
                return true;
            }

            wait = _sourceBlocks || (count is > 0 and < Little && kinds.From != FileKind.File);
            if (count > 0)
            {
                Took(count);
                Gave(count);
                await TakeTurnsAsync();
            }
            else if (IsRefused(-count, atSource: kinds.From == FileKind.Socket))
            {
                return false;
            }
            else if (Libc.Look(from, Libc.POLLIN) == 0)
            {
                wait = true;
            }
            else
            {
                StartWriting(0);
                await GoOnAsync(ends, await DestinationAsync(ends));
            }
        }
    }

    private async Task<bool> MoveThroughPipeAsync(Ends ends)
    {
        PipePair? between = null;
        try
        {
            while (true)
            {
                StartReading();
                bool isFirst = between is null;
                if (isFirst)
                {
                    await GoOnAsync(ends, await SourceAsync(ends));
                }

                int most = await AllowanceAsync(ends, sourceIsReady: isFirst);
                between ??= PipePool.TryRent();
                if (between is null)
                {
                    return false;
                }

                int count = ZeroCopy.Splice(from, between.WriteEnd, most);
                if (count == 0)
                {
                    return true;
                }

                if (count > 0)
                {
                    Took(count);
                    await LeaveRestAsync(ends.Stop);
                    if (!await EmptyAsync(between, ends))
                    {
                        return false;
                    }

                    await TakeTurnsAsync();
                }
                else if (IsRefused(-count, atSource: true))
                {
                    return false;
                }

                if (count < Little || _sourceBlocks || _throttle?.TryLook(out _) == false)
                {
                    PipePool.Return(between);
                    between = null;
                }
            }
        }
        finally
        {
            _left = between is not null && InFlight > 0 ? between.Read(InFlight) : ReadOnlyMemory<byte>.Empty;
            PipePool.Return(between);
        }
    }

    /// <summary>Bytes to ask for: no more than the rate allows, for which it waits once there is something to move.</summary>
    private ValueTask<int> AllowanceAsync(Ends ends, bool sourceIsReady) =>
        _throttle is null ? new(Chunk)
        : _throttle.TryLook(out int allowance) ? new(Math.Min(Chunk, allowance))
        : NextAllowanceAsync(_throttle, ends, sourceIsReady);

    private async ValueTask<int> NextAllowanceAsync(Throttle throttle, Ends ends, bool sourceIsReady)
    {
        if (!sourceIsReady)
        {
            await GoOnAsync(ends, await SourceAsync(ends));
        }

        return Math.Min(Chunk, await throttle.WaitAsync(ends.Stop));
    }

    /// <summary>Brings what is in the pipe to the destination; false where the kernel will not.</summary>
    private async ValueTask<bool> EmptyAsync(PipePair between, Ends ends)
    {
        while (InFlight > 0)
        {
            ends.Stop.ThrowIfCancellationRequested();
            int count = ZeroCopy.Splice(between.ReadEnd, to, InFlight);
            if (count >= 0)
            {
                Gave(count);
            }
            else if (IsRefused(-count, atSource: false))
            {
                return false;
            }
            else
            {
                await GoOnAsync(ends, await DestinationAsync(ends));
            }
        }

        return true;
    }

    private void Took(int count)
    {
        _throttle?.Spend(count);
        Source.Meter?.Receive(count);
        StartWriting(count);
    }

    private void Gave(int count)
    {
        Destination.Meter?.Send(count);
        Wrote(count);
    }

    /// <summary>Waits for bytes to read; false where the last reader of standard output has gone first.</summary>
    private ValueTask<bool> SourceAsync(Ends ends) =>
        _readiness.WaitAsync(ends.Source, Libc.POLLIN, readerMayLeave ? ends.Destination : null);

    private ValueTask<bool> DestinationAsync(Ends ends) => _readiness.WaitAsync(ends.Destination, Libc.POLLOUT);

    /// <summary>What comes after each wait, before the next call.</summary>
    private ValueTask GoOnAsync(Ends ends, bool hasReader)
    {
        if (!hasReader)
        {
            StartWriting(0);
            throw new BrokenPipeException();
        }

        ends.Stop.ThrowIfCancellationRequested();
        _moves = 0;
        bool mayBlock = _sourceBlocks || kinds.HaveFile;
        return mayBlock ? Poller.LeaveAsync() : ValueTask.CompletedTask;
    }

    private ValueTask TakeTurnsAsync() =>
        ++_moves % (Poller.IsCurrentThread && Poller.Current.ServesMany ? ShortTurn : Turn) == 0
            ? HopAsync()
            : ValueTask.CompletedTask;

    private static async ValueTask HopAsync() => await Task.Yield();

    /// <summary>Whether the kernel cannot move bytes this way; false where an end is only not ready.</summary>
    /// <exception cref="IOException">An end has failed.</exception>
    /// <exception cref="SocketException">An end that is a socket has failed.</exception>
    private bool IsRefused(int error, bool atSource)
    {
        if (ZeroCopy.IsNotNow(error) || ZeroCopy.IsNotThisWay(error))
        {
            return ZeroCopy.IsNotThisWay(error);
        }

        if (error == Libc.EPIPE || !atSource)
        {
            StartWriting(InFlight);
        }

        throw error == Libc.EPIPE && readerMayLeave ? new BrokenPipeException() : ZeroCopy.ErrorOf(error);
    }

    /// <summary>What the moves of one run wait for.</summary>
    private readonly record struct Ends(PolledDescriptor Source, PolledDescriptor Destination, CancellationToken Stop);
}
