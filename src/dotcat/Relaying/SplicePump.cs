using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>
/// Moves bytes between two descriptors without bringing them into the process: sendfile(2) from a regular file
/// to a socket, splice(2) where one end is a pipe, and else through a pipe in between. What the kernel refuses
/// (a file opened for appending) is copied instead, from the byte on where the refusal came.
/// </summary>
internal sealed class SplicePump(
    Channel source,
    int from,
    Channel destination,
    int to,
    bool readerMayLeave,
    bool passEndOn,
    TimeProvider time
) : CopyPump(source, destination, passEndOn, time)
{
    /// <summary>Bytes asked for in one call: what the largest pipe that an ordinary user may have can hold.</summary>
    private const int Chunk = 1024 * 1024;

    private readonly FileKind _fromKind = FileKinds.Of(from);
    private readonly FileKind _toKind = FileKinds.Of(to);

    /// <summary>
    /// Not for what may hold a call for ever, which only a thread that nobody waits for can be left to: a terminal
    /// or another device, and a socket of somebody else's that blocks when it is written to.
    /// </summary>
    public static bool Suits(int from, int to) =>
        OperatingSystem.IsLinux()
        && FileKinds.Of(from) < FileKind.Other
        && FileKinds.Of(to) is var toKind and < FileKind.Other
        && (toKind != FileKind.Socket || ZeroCopy.IsNonBlocking(to));

    protected override async Task MoveAsync(CancellationToken stop)
    {
        if (await SpliceAsync(stop) is { } refused)
        {
            await Destination.WriteAsync(refused, stop);
            Wrote(refused.Length);
            await base.MoveAsync(stop);
        }
    }

    private async Task<byte[]?> SpliceAsync(CancellationToken stop)
    {
        using var wakeUp = new WakeUp();
        await using CancellationTokenRegistration registration = stop.UnsafeRegister(
            static state => ((WakeUp)state!).Signal(),
            wakeUp
        );
        // Always waited for: its descriptors are closed, and their numbers given to others, soon after.
        byte[]? refused = await Task.Factory.StartNew(
            () => Splice(wakeUp),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        stop.ThrowIfCancellationRequested();
        return refused;
    }

    /// <summary>
    /// Null when the source has ended or the pump was stopped; what had been taken from the source and not been
    /// delivered when the kernel refused to go on.
    /// </summary>
    private byte[]? Splice(WakeUp wakeUp)
    {
        if (_fromKind == FileKind.File && _toKind == FileKind.Socket)
        {
            return MoveDirectly(wakeUp, sendFile: true);
        }

        if (_fromKind == FileKind.Pipe || _toKind == FileKind.Pipe)
        {
            Enlarge();
            return MoveDirectly(wakeUp, sendFile: false);
        }

        return MoveThroughPipe(wakeUp);
    }

    private byte[]? MoveDirectly(WakeUp wakeUp, bool sendFile)
    {
        while (!wakeUp.IsSignalled)
        {
            WaitForSource(wakeUp);
            int count = sendFile ? ZeroCopy.SendFile(to, from, Chunk) : ZeroCopy.Splice(from, to, Chunk);
            if (count == 0)
            {
                return null;
            }

            if (count > 0)
            {
                StartWriting(count);
                Wrote(count);
                continue;
            }

            switch (ZeroCopy.Judge(-count))
            {
                case Refusal.NotNow:
                    StartWriting(0);
                    wakeUp.Wait(to, Libc.POLLOUT);
                    break;
                case Refusal.NotThisWay:
                    return [];
                default:
                    Fail(-count, atSource: _fromKind == FileKind.Socket);
                    break;
            }
        }

        return null;
    }

    private byte[]? MoveThroughPipe(WakeUp wakeUp)
    {
        using var between = new PipePair(Chunk);
        while (!wakeUp.IsSignalled)
        {
            WaitForSource(wakeUp);
            int count = ZeroCopy.Splice(from, between.WriteEnd, Chunk);
            if (count == 0)
            {
                return null;
            }

            if (count > 0)
            {
                StartWriting(count);
                if (!Empty(between, wakeUp))
                {
                    return between.Read(InFlight);
                }

                continue;
            }

            switch (ZeroCopy.Judge(-count))
            {
                case Refusal.NotNow:
                    break;
                case Refusal.NotThisWay:
                    return [];
                default:
                    Fail(-count, atSource: true);
                    break;
            }
        }

        return null;
    }

    /// <summary>Brings what is in the pipe to the destination; false where the kernel will not.</summary>
    private bool Empty(PipePair between, WakeUp wakeUp)
    {
        while (InFlight > 0 && !wakeUp.IsSignalled)
        {
            int count = ZeroCopy.Splice(between.ReadEnd, to, InFlight);
            if (count >= 0)
            {
                Wrote(count);
                continue;
            }

            switch (ZeroCopy.Judge(-count))
            {
                case Refusal.NotNow:
                    wakeUp.Wait(to, Libc.POLLOUT);
                    break;
                case Refusal.NotThisWay:
                    return false;
                default:
                    Fail(-count, atSource: false);
                    break;
            }
        }

        return true;
    }

    /// <summary>Waits for bytes to read, or for the last reader of standard output to go.</summary>
    private void WaitForSource(WakeUp wakeUp)
    {
        StartReading();
        if (_fromKind is FileKind.File or FileKind.MemoryDevice)
        {
            return; // always ready
        }

        if (!wakeUp.Wait(from, Libc.POLLIN, readerMayLeave ? to : -1))
        {
            StartWriting(0);
            throw new BrokenPipeException();
        }
    }

    private void Fail(int error, bool atSource)
    {
        if (error == Libc.EPIPE || !atSource)
        {
            StartWriting(InFlight);
        }

        throw error == Libc.EPIPE && readerMayLeave ? new BrokenPipeException() : ZeroCopy.ErrorOf(error);
    }

    private void Enlarge()
    {
        if (_fromKind == FileKind.Pipe)
        {
            PipePair.Enlarge(from, Chunk);
        }

        if (_toKind == FileKind.Pipe)
        {
            PipePair.Enlarge(to, Chunk);
        }
    }
}
