namespace Dotcat.Channels;

/// <summary>A wrapper that does the same with each datagram as with the bytes of a stream.</summary>
internal abstract class DatagramWrapper(Channel inner) : ChannelWrapper(inner), IDatagrams
{
    private readonly IDatagrams? _datagrams = inner.Datagrams;

    public override IDatagrams? Datagrams => _datagrams is null ? null : this;

    public int MaxRead => _datagrams!.MaxRead;

    public int MaxWrite => _datagrams!.MaxWrite;

    public (long Datagrams, long Bytes) Dropped => _datagrams!.Dropped;

    public virtual bool TryRead(Span<byte> buffer, out int count) => _datagrams!.TryRead(buffer, out count);
}
