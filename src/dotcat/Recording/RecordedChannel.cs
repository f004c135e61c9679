using Dotcat.Channels;
using Dotcat.Relaying;

namespace Dotcat.Recording;

/// <summary>
/// A connection of which everything is recorded that moves over it: what was sent when it was written, what was received
/// when it was read.
/// </summary>
internal sealed class RecordedChannel(Channel inner, Recorder recorder, bool isDigested)
    : DatagramWrapper(inner),
        IDisposable
{
    private readonly Lock _order = new();
    private readonly Direction _sent = new('>', isDigested);
    private readonly Direction _received = new('<', isDigested);

    /// <summary>Not known: each is recorded before the next one.</summary>
    public override bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        return false;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await WaitWhereNothingMovesAsync(cancellation);
        int count = await Inner.ReadAsync(buffer, cancellation);
        if (count > 0 || Datagrams is not null)
        {
            await WaitAsync(Record(_received, buffer[..count]), cancellation);
        }

        return count;
    }

    /// <summary>What is taken at once is recorded before the answer to it.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Held = bytes;
        await WaitWhereNothingMovesAsync(cancellation);
        Held = null;
        ValueTask writing;
        Task? recording;
        lock (_order)
        {
            writing = Inner.WriteAsync(bytes, cancellation);
            recording = writing.IsCompletedSuccessfully ? Record(_sent, bytes) : null;
        }

        try
        {
            await writing;
        }
        catch
        {
            RecordTaken(bytes);
            throw;
        }

        await WaitAsync(recording ?? Record(_sent, bytes), cancellation);
    }

    /// <summary>The SHA-256 of what has moved; null where nobody asked for it. Once, at the end.</summary>
    public Digests? TakeDigests() =>
        _sent.TakeDigest() is { } sent && _received.TakeDigest() is { } received ? new Digests(sent, received) : null;

    public void Dispose()
    {
        _sent.Dispose();
        _received.Dispose();
    }

    /// <summary>What a write has handed on before it failed or was given up has moved.</summary>
    private void RecordTaken(ReadOnlyMemory<byte> bytes)
    {
        int taken = bytes.Length - (Inner.Unsent?.Length ?? bytes.Length);
        if (taken > 0)
        {
            _ = Record(_sent, bytes[..taken]); // is waited for at the end
        }
    }

    private Task Record(Direction direction, ReadOnlyMemory<byte> piece)
    {
        lock (_order)
        {
            return direction.RecordAsync(recorder, Name, piece.Span);
        }
    }

    /// <summary>Whoever gives up waiting for the record has moved the bytes all the same.</summary>
    private static async ValueTask WaitAsync(Task recording, CancellationToken cancellation) =>
        await recording.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>When a record has failed, until the run has heard of it.</summary>
    private async ValueTask WaitWhereNothingMovesAsync(CancellationToken cancellation)
    {
        if (recorder.HasFailed)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
    }
}
