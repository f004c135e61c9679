using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A stream for one conversation after the other. What one of them has read and not sent is given back, for the next one
/// to read first, and none of them completes what is written.
/// </summary>
internal sealed class LastingChannel(Channel inner, TimeProvider time)
    : PrefixedChannel(inner, ReadOnlyMemory<byte>.Empty)
{
    public override InputKind Input => Inner.Input;

    public override Descriptors? Descriptors => Inner.Descriptors;

    /// <summary>Bytes that were read or given back, and nobody has taken.</summary>
    public int Ahead => Prefix.Length;

    /// <summary>Puts back what was read last.</summary>
    public void GiveBack(ReadOnlyMemory<byte> bytes) =>
        Prefix = Prefix.IsEmpty ? bytes : (byte[])[.. bytes.Span, .. Prefix.Span];

    public override ReadOnlyMemory<byte> TakeReadAhead()
    {
        ReadOnlyMemory<byte> ahead = Prefix;
        Prefix = ReadOnlyMemory<byte>.Empty;
        return ahead;
    }

    /// <summary>
    /// Whether there is nothing more to read, now or within a time; false as soon as there is something. Nobody else may
    /// read meanwhile.
    /// </summary>
    public async Task<bool> HasEndedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        if (!Prefix.IsEmpty)
        {
            return false;
        }

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<int> reading = ReadAheadAsync(giveUp.Token);
        await ((Task)reading)
            .WaitAsync(limit, time, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompleted)
        {
            await giveUp.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellation.ThrowIfCancellationRequested();
        return !reading.IsCanceled && await reading == 0;
    }

    /// <summary>Nothing: the next conversation goes on writing.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Completes what is written.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Inner.CompleteWritesAsync(CancellationToken.None);
        await base.DisposeAsync();
    }

    private async Task<int> ReadAheadAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsLinux() && Inner.Descriptors is { Read: var input } && Libc.Look(input, Libc.POLLIN) == 0)
        {
            // Not by a read, which would go on in its thread when it is given up, in the way of whoever reads next.
            using PolledDescriptor polled = Poller.Current.Watch(input);
            await Readiness.WaitAsync(polled, Libc.POLLIN, cancellation);
        }

        byte[] buffer = new byte[ReadSize];
        int count = await Inner.ReadAsync(buffer, cancellation);
        Prefix = buffer.AsMemory(0, count);
        return count;
    }
}
