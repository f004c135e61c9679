using System.Diagnostics;
using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Moves bytes one way, from one channel to another, until one of them ends or fails.</summary>
internal abstract class Pump(Channel source, Channel destination, bool passEndOn, TimeProvider time)
{
    private readonly LastMove _lastMove = new(source, destination, time);
    private long _total;
    private long _endOfSource = long.MaxValue;
    private volatile bool _reading = true;
    private volatile int _inFlight;

    /// <summary>Bytes written to the destination.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Bytes read and not, or not wholly, written.</summary>
    public int InFlight => _inFlight;

    /// <summary>Bytes that have arrived from its source, and its destination has been too slow to take.</summary>
    public int Unread => Source.Peer?.Unread ?? 0;

    /// <summary>Whether it waits for its source, rather than for its destination.</summary>
    public bool IsReading => _reading;

    /// <summary>Whether its source has bytes, which it will come to unless it is stopped.</summary>
    public bool HasUnread => Source.HasUnread;

    /// <inheritdoc cref="LastMove.Timestamp"/>
    public long LastMove => _lastMove.Timestamp;

    public PumpEnd End { get; private set; }

    /// <summary>Whether bytes that come when the destination's peer has ended are left to another pump.</summary>
    public bool LeavesRest { get; init; }

    /// <summary>Whether its source has ended, of which the destination hears only then.</summary>
    public bool HasSourceEnded => EndOfSource < long.MaxValue;

    /// <summary>When its source ended, to be compared with that of another pump; later than any where it has not.</summary>
    public long EndOfSource => Volatile.Read(ref _endOfSource);

    /// <summary>
    /// Once it has ended, what was read and is not handed on: the bytes in flight, and before them those of earlier writes
    /// that the destination keeps.
    /// </summary>
    public ReadOnlyMemory<byte> Unsent { get; private set; }

    public Exception? Error { get; private set; }

    protected Channel Source { get; } = source;

    protected Channel Destination { get; } = destination;

    /// <summary>
    /// The pump for two channels: by system calls that move bytes within the kernel where both are bare
    /// descriptors, else by reading and writing.
    /// </summary>
    public static Pump Between(
        Channel source,
        Channel destination,
        bool passEndOn,
        TimeProvider time,
        bool leavesRest = false
    ) =>
        source.Descriptors is { Read: var from }
        && destination.Descriptors is { Write: var to, ReaderMayLeave: var readerMayLeave }
        && (source.Throttles is null || destination.Throttles is null)
        && EndKinds.Of(from, to) is { } kinds
            ? new SplicePump(source, from, destination, to, kinds, readerMayLeave, passEndOn, time)
            {
                LeavesRest = leavesRest,
            }
            : new CopyPump(source, destination, passEndOn, time) { LeavesRest = leavesRest };

    /// <summary>Returns when <see cref="End"/> and <see cref="Error"/> say why; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (!IsPrompt)
        {
            await Task.Yield(); // a source that always has something must not keep the other pump from starting
        }

        try
        {
            try
            {
                await MoveAsync(stop);
            }
            catch (TruncatedException e) when (Destination.Reset is null)
            {
                // A source that was cut off has ended, too, and the other direction may go on; but whoever can be told of it
                // must not take it for an end in order.
                Error = e;
            }

            _reading = false;
            Volatile.Write(ref _endOfSource, Stopwatch.GetTimestamp()); // before the destination hears of it
            if (passEndOn)
            {
                await Destination.CompleteWritesAsync(stop);
            }

            End = PumpEnd.SourceEnded;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            End = PumpEnd.Stopped;
        }
#pragma warning disable CA1031 // the relay says it, whichever side it came from
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error = e;
            End = _reading ? PumpEnd.SourceFailed : PumpEnd.DestinationFailed;
        }

        Unsent = TakeUnsent();
        Wrote(Math.Max(0, InFlight - Unsent.Length)); // of a write that failed later on
    }

    /// <summary>
    /// Whether it waits for its source before it does anything else, and nothing that comes of its end blocks, so that all of
    /// that may come in the poller's thread.
    /// </summary>
    protected virtual bool IsPrompt => false;

    /// <summary>Moves bytes until the source ends.</summary>
    protected abstract Task MoveAsync(CancellationToken stop);

    /// <inheritdoc cref="Unsent"/>
    protected abstract ReadOnlyMemory<byte> TakeUnsent();

    /// <summary>Waits to be stopped if what comes now is another pump's.</summary>
    protected ValueTask LeaveRestAsync(CancellationToken stop) =>
        LeavesRest && Destination.Peer is { HasEnded: true }
            ? new ValueTask(Task.Delay(Timeout.Infinite, stop))
            : ValueTask.CompletedTask;

    /// <summary>From here on a failure is the source's.</summary>
    protected void StartReading() => _reading = true;

    /// <summary>From here on a failure is the destination's.</summary>
    protected void StartWriting(int count)
    {
        _reading = false;
        _inFlight = count;
        _lastMove.Touch();
    }

    protected void Wrote(int count)
    {
        _inFlight -= count;
        Volatile.Write(ref _total, _total + count);
        _lastMove.Touch();
    }
}
