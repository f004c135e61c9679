using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A channel whose bytes are counted. It changes none of them and stays bare: who moves them by way of the descriptors
/// feeds the meter.
/// </summary>
internal sealed class MeteredChannel(Channel inner, Meter meter) : ChannelWrapper(inner), IDatagrams
{
    private readonly IDatagrams? _datagrams = inner.Datagrams;

    public override Descriptors? Descriptors => Inner.Descriptors;

    public override Meter Meter => meter;

    public override IDatagrams? Datagrams => _datagrams is null ? null : this;

    public int MaxRead => _datagrams!.MaxRead;

    public int MaxWrite => _datagrams!.MaxWrite;

    public (long Datagrams, long Bytes) Dropped => _datagrams!.Dropped;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count = await Inner.ReadAsync(buffer, cancellation);
        meter.Receive(count);
        return count;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        bool isThere = _datagrams!.TryRead(buffer, out count);
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
