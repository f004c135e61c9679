using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A channel whose bytes are counted. It changes none of them and stays bare: who moves them by way of the descriptors
/// feeds the meter.
/// </summary>
internal sealed class MeteredChannel(Channel inner, Meter meter) : DatagramWrapper(inner)
{
    public override Descriptors? Descriptors => Inner.Descriptors;

    public override Meter Meter => meter;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count = await Inner.ReadAsync(buffer, cancellation);
        meter.Receive(count);
        return count;
    }

    public override bool TryRead(Span<byte> buffer, out int count)
    {
        bool isThere = base.TryRead(buffer, out count);
        meter.Receive(count);
        return isThere;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        int unsent = bytes.Length;
        try
        {
            await Inner.WriteAsync(bytes, cancellation);
            unsent = 0;
        }
        finally
        {
            meter.Send(bytes.Length - Math.Min(unsent, Inner.Unsent?.Length ?? unsent));
        }
    }
}
