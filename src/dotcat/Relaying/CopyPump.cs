using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Moves bytes one way, from one channel to another, until one of them ends or fails.</summary>
internal sealed class CopyPump(Channel source, Channel destination, bool passEndOn, TimeProvider time)
{
    private long _lastMove = time.GetTimestamp();
    private long _total;
    private volatile bool _reading;
    private volatile int _inFlight;

    /// <summary>Bytes written to the destination.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Bytes read and not, or not wholly, written.</summary>
    public int InFlight => _inFlight;

    /// <summary>Whether it waits for its source, rather than for its destination.</summary>
    public bool IsReading => _reading;

    /// <summary>Timestamp of the last read or write that moved something, or of the start.</summary>
    public long LastMove => Volatile.Read(ref _lastMove);

    public PumpEnd End { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>Returns when <see cref="End"/> and <see cref="Error"/> say why; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield(); // a source that always has something must not keep the other pump from starting
        PumpEnd blame = PumpEnd.SourceFailed;
        try
        {
            int size = source.IsDatagram ? source.MaxRead : Math.Min(source.MaxRead, destination.MaxWrite);
            byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
            while (true)
            {
                blame = PumpEnd.SourceFailed;
                _reading = true;
                int count = await source.ReadAsync(buffer, stop);
                _reading = false;
                if (count == 0 && !source.IsDatagram)
                {
                    break;
                }

                Moved();
                blame = PumpEnd.DestinationFailed;
                _inFlight = count;
                await destination.WriteAsync(buffer.AsMemory(0, count), stop);
                _inFlight = 0;
                Volatile.Write(ref _total, _total + count);
                Moved();
            }

            blame = PumpEnd.DestinationFailed;
            if (passEndOn)
            {
                await destination.CompleteWritesAsync(stop);
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
            End = blame;
        }

        Moved();
    }

    private void Moved() => Volatile.Write(ref _lastMove, time.GetTimestamp());
}
