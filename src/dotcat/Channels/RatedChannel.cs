using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A channel that bytes go through at a limited rate, each way. It changes none of them and stays bare: who moves them
/// by way of the descriptors asks the throttles. A datagram stays whole, and what it takes too much is paid for
/// afterwards.
/// </summary>
internal sealed class RatedChannel(Channel inner, TokenBucket reads, TokenBucket writes)
    : ChannelWrapper(inner),
        IDatagrams
{
    private readonly IDatagrams? _datagrams = inner.Datagrams;

    public override Descriptors? Descriptors => Inner.Descriptors;

    public override Throttles Throttles { get; } = new(new Throttle(reads), new Throttle(writes));

    public override IDatagrams? Datagrams => _datagrams is null ? null : this;

    public int MaxRead => _datagrams!.MaxRead;

    public int MaxWrite => _datagrams!.MaxWrite;

    public (long Datagrams, long Bytes) Dropped => _datagrams!.Dropped;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await Inner.WaitToReadAsync(cancellation); // nothing waits for tokens that there may be no use for
        int allowance = await Throttles.Reads.WaitAsync(cancellation);
        Memory<byte> room = _datagrams is null ? buffer[..Math.Min(buffer.Length, allowance)] : buffer;
        int count = await Inner.ReadAsync(room, cancellation);
        Throttles.Reads.Spend(count);
        return count;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        if (!Throttles.Reads.TryLook(out _) || !_datagrams!.TryRead(buffer, out count))
        {
            return false;
        }

        Throttles.Reads.Spend(count);
        return true;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        do
        {
            int allowance = await Throttles.Writes.WaitAsync(cancellation);
            int count = _datagrams is null ? Math.Min(bytes.Length, allowance) : bytes.Length;
            Throttles.Writes.Spend(count);
            await Inner.WriteAsync(bytes[..count], cancellation);
            bytes = bytes[count..];
        } while (!bytes.IsEmpty);
    }
}
