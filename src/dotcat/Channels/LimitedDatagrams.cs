namespace Dotcat.Channels;

/// <summary>The datagrams of another channel, with another limit to what a write can take.</summary>
internal sealed class LimitedDatagrams(IDatagrams inner, int maxWrite) : IDatagrams
{
    public int MaxRead => inner.MaxRead;

    public int MaxWrite => maxWrite;

    public (long Datagrams, long Bytes) Dropped => inner.Dropped;

    public bool TryRead(Span<byte> buffer, out int count) => inner.TryRead(buffer, out count);
}
