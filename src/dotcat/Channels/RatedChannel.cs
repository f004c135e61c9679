using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A channel that bytes go through at a limited rate, each way. It changes none of them and stays bare: who moves them
/// by way of the descriptors asks the throttles. A datagram stays whole, and what it takes too much is paid for
/// afterwards.
/// </summary>
internal sealed class RatedChannel(Channel inner, TokenBucket reads, TokenBucket writes) : DatagramWrapper(inner)
{
    private ReadOnlyMemory<byte> _rest; // of a write
    private int _piece; // of that, being written

    public override Descriptors? Descriptors => Inner.Descriptors;

    public override Throttles Throttles { get; } = new(new Throttle(reads), new Throttle(writes));

    public override ReadOnlyMemory<byte>? Unsent => _rest[(_piece - (Inner.Unsent?.Length ?? _piece))..];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await Inner.WaitToReadAsync(cancellation); // nothing waits for tokens that there may be no use for
        int allowance = await Throttles.Reads.WaitAsync(cancellation);
        Memory<byte> room = Datagrams is null ? buffer[..Math.Min(buffer.Length, allowance)] : buffer;
        int count = await Inner.ReadAsync(room, cancellation);
        Throttles.Reads.Spend(count);
        return count;
    }

    public override bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        if (!Throttles.Reads.TryLook(out _) || !base.TryRead(buffer, out count))
        {
            return false;
        }

        Throttles.Reads.Spend(count);
        return true;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        (_rest, _piece) = (bytes, 0);
        do
        {
            int allowance = await Throttles.Writes.WaitAsync(cancellation);
            _piece = Datagrams is null ? Math.Min(_rest.Length, allowance) : _rest.Length;
            Throttles.Writes.Spend(_piece);
            await Inner.WriteAsync(_rest[.._piece], cancellation);
            (_rest, _piece) = (_rest[_piece..], 0);
        } while (!_rest.IsEmpty);
    }
}
